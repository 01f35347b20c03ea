import { registry } from "@web/core/registry";

// A customer on a phone, without a login, wants no more texts.
registry.category("web_tour.tours").add("collection_stop_texts", {
    steps: () => [
        {
            content: "Open the preferences",
            trigger: "#o_collection_preferences summary",
            run: "click",
        },
        {
            content: "Stop texts",
            trigger: "#o_collection_preferences[open] .o_collection_stop",
            run: "click",
            expectUnloadPage: true,
        },
        {
            content: "The page says so",
            trigger: "section [role=status]:contains(You get no texts from us)",
        },
        {
            content: "And offers to start again",
            trigger: "#o_collection_preferences[open] .o_collection_start",
        },
    ],
});

// The same customer changes their mind, and prefers calls in the morning at the same time.
registry.category("web_tour.tours").add("collection_start_texts", {
    steps: () => [
        {
            content: "Open the preferences",
            trigger: "#o_collection_preferences summary",
            run: "click",
        },
        {
            content: "Start texts again",
            trigger: "#o_collection_preferences[open] .o_collection_start",
            run: "click",
            expectUnloadPage: true,
        },
        {
            content: "The page says so",
            trigger: "#o_collection_preferences[open] [role=status]:contains(You get texts again)",
        },
        {
            content: "Choose the morning",
            trigger: "#o_collection_hours",
            run: "select morning",
        },
        {
            content: "Save",
            trigger: ".o_collection_preferences_form button",
            run: "click",
            expectUnloadPage: true,
        },
        {
            content: "It is saved",
            trigger: "#o_collection_preferences[open] [role=status]:contains(Saved)",
        },
    ],
});
