import { registry } from "@web/core/registry";

// A customer on a phone, without a login: divides what is due into three installments, signs, pays
// the first and lets the rest be charged to the same card.
registry.category("web_tour.tours").add("collection_autopay", {
    steps: () => [
        {
            content: "Open the form of a plan",
            trigger: "#o_collection_plan > summary",
            run: "click",
        },
        {
            content: "Three installments",
            trigger: ".o_collection_plan_form select[name=count]",
            run: "select 3",
        },
        {
            content: "See the plan",
            trigger: ".o_collection_plan_form button[type=submit]",
            run: "click",
            expectUnloadPage: true,
        },
        {
            content: "Three dates and amounts are shown; sign",
            trigger: "body:has(.o_collection_installments li:nth-child(3)) #o_collection_sign_name",
            run: "edit Aoife Byrne",
        },
        {
            content: "Tick",
            trigger: "#o_collection_sign_tick",
            run: "check",
        },
        {
            content: "Agree",
            trigger: "button:contains(Agree)",
            run: "click",
            expectUnloadPage: true,
        },
        {
            content: "Pay the first and charge the rest automatically",
            trigger: "a.o_collection_autopay",
            run: "click",
            expectUnloadPage: true,
        },
        {
            content: "What would be charged is said in full; tick it",
            trigger: "body:has(#o_collection_autopay_terms li:nth-child(2):contains(100.00)) #o_collection_autopay_tick",
            run: "check",
        },
        {
            content: "Go on",
            trigger: "button:contains(Go on to pay)",
            run: "click",
            expectUnloadPage: true,
        },
        {
            content: "Pay with the demo provider",
            trigger: "body:contains(is saved) #o_payment_form button[name=o_payment_submit_button]:not(:disabled)",
            run: "click",
            expectUnloadPage: true,
        },
        {
            content: "The company thanks and says what happens next",
            trigger: "[role=status]:contains(100.00):contains(charged automatically)",
        },
        {
            content: "Back",
            trigger: "a:contains(Back to the overview)",
            run: "click",
            expectUnloadPage: true,
        },
        {
            content: "The card and the next charge are named",
            trigger: ".o_collection_autopay_on:contains(Charged automatically):contains(100.00)",
        },
    ],
});
