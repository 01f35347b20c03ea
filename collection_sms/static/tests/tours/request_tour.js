import { registry } from "@web/core/registry";

// A customer on a phone, without a login, asks for the latest day there is.
registry.category("web_tour.tours").add("collection_extension", {
    steps: () => [
        {
            content: "Open the option",
            trigger: "#o_collection_extension summary:contains(I need more time)",
            run: "click",
        },
        {
            content: "Choose the latest day",
            trigger: ".o_collection_extension_form input[name=date]",
            run() {
                this.anchor.value = this.anchor.max;
                this.anchor.dispatchEvent(new Event("change", { bubbles: true }));
            },
        },
        {
            content: "Say why",
            trigger: ".o_collection_extension_form textarea",
            run: "edit Our bank is slow",
        },
        {
            content: "Ask",
            trigger: ".o_collection_extension_form button:contains(Ask for more time)",
            run: "click",
            expectUnloadPage: true,
        },
        {
            content: "The page says that somebody looks into it",
            trigger: "#o_collection_agreed [role=status]:contains(We are looking into it)",
        },
        {
            content: "There is nothing to ask for twice",
            trigger: "body:not(:has(.o_collection_extension_form))",
        },
    ],
});

registry.category("web_tour.tours").add("collection_extension_granted", {
    steps: () => [
        {
            content: "It is granted, and the answer is there",
            trigger:
                "#o_collection_agreed [role=status]:contains(You have time until):contains(Of course, Aoife)",
        },
    ],
});

// Of three invoices, the one over 80 is disputed.
registry.category("web_tour.tours").add("collection_dispute", {
    steps: () => [
        {
            content: "Open the option",
            trigger: "#o_collection_dispute summary:contains(Something is wrong)",
            run: "click",
        },
        {
            content: "Tick one invoice",
            trigger: ".o_collection_dispute_form .o_collection_choice:contains(80.00) input",
            run: "click",
        },
        {
            content: "Choose what is wrong",
            trigger: ".o_collection_dispute_form select[name=reason]",
            run: "select quality",
        },
        {
            content: "In own words",
            trigger: ".o_collection_dispute_form textarea",
            run: "edit Two chairs came damaged",
        },
        {
            content: "Send",
            trigger: ".o_collection_dispute_form button:contains(Send)",
            run: "click",
            expectUnloadPage: true,
        },
        {
            content: "The page says that somebody looks into it",
            trigger: "#o_collection_agreed [role=status]:contains(We have your question about)",
        },
        {
            content: "The invoice is being clarified and not to be paid now",
            trigger: "article:contains(80.00):contains(Being clarified):not(:has(button))",
        },
        {
            content: "The others are",
            trigger: ".o_collection_total:contains(160.00)",
        },
    ],
});
