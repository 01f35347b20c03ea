import { registry } from "@web/core/registry";

// A customer on a phone, without a login, wants to hear nothing any more.
registry.category("web_tour.tours").add("collection_opt_out_of_all", {
    steps: () => [
        {
            content: "Open the preferences",
            trigger: "#o_collection_preferences summary",
            run: "click",
        },
        {
            content: "Stop all",
            trigger: "#o_collection_preferences[open] .o_collection_stop.o_collection_all",
            run: "click",
            expectUnloadPage: true,
        },
        {
            content: "The page says what is stopped",
            trigger: "section [role=status]:contains(Text message, Email, Phone call, Letter)",
        },
        {
            content: "And offers to start each again",
            trigger: "#o_collection_preferences[open] .o_collection_start.o_collection_letters",
        },
    ],
});

// The same customer allows emails again, and nothing else.
registry.category("web_tour.tours").add("collection_start_emails_again", {
    steps: () => [
        {
            content: "Open the preferences",
            trigger: "#o_collection_preferences summary",
            run: "click",
        },
        {
            content: "Start emails",
            trigger: "#o_collection_preferences[open] .o_collection_start.o_collection_emails",
            run: "click",
            expectUnloadPage: true,
        },
        {
            content: "Emails can be stopped again",
            trigger: "#o_collection_preferences[open] .o_collection_stop.o_collection_emails",
        },
        {
            content: "The rest is still stopped",
            trigger: "section [role=status]:contains(Text message, Phone call, Letter)",
        },
    ],
});
