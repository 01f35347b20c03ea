import { registry } from "@web/core/registry";

// A customer on a phone, without a login, promises to pay on the latest day that is offered.
registry.category("web_tour.tours").add("collection_promise", {
    steps: () => [
        {
            content: "Open the option",
            trigger: "#o_collection_promise summary",
            run: "click",
        },
        {
            content: "Choose the latest day",
            trigger: ".o_collection_promise_form input[name=date]",
            run() {
                this.anchor.value = this.anchor.max;
                this.anchor.dispatchEvent(new Event("change", { bubbles: true }));
            },
        },
        {
            content: "All that is due is promised, without typing",
            trigger: ".o_collection_promise_form button:contains(Promise):contains(120.00)",
            run: "click",
            expectUnloadPage: true,
        },
        {
            content: "The page says thank you and what was promised",
            trigger: "section [role=status]:contains(Thank you. You promised):contains(120.00)",
        },
        {
            content: "There is no second promise to make",
            trigger: "body:not(:has(.o_collection_promise_form))",
        },
    ],
});
