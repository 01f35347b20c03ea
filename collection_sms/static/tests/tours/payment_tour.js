import { registry } from "@web/core/registry";

// A customer on a phone, without a login: pays all that is overdue, less the credit note.
registry.category("web_tour.tours").add("collection_pay_all_overdue", {
    steps: () => [
        {
            content: "The credit is deducted, and the page says so",
            trigger: "form:contains(120.00) .o_collection_pay_all:contains(380.00)",
            run: "click",
            expectUnloadPage: true,
        },
        {
            content: "Both invoices and the credit are listed",
            trigger: ".o_collection_sum:contains(300.00):contains(200.00):contains(Your credit):contains(120.00)",
        },
        {
            content: "Pay with the demo provider",
            trigger: "#o_payment_form button[name=o_payment_submit_button]:not(:disabled)",
            run: "click",
            expectUnloadPage: true,
        },
        {
            content: "The company thanks",
            trigger: "[role=status]:contains(Thank you):contains(380.00)",
        },
        {
            content: "And there is a way back",
            trigger: "a:contains(Back to the overview)",
            run: "click",
            expectUnloadPage: true,
        },
        {
            content: "Nothing is overdue any more",
            trigger: "h1:contains(nothing is overdue)",
        },
    ],
});
