import { registry } from "@web/core/registry";

const tours = registry.category("web_tour.tours");

// A customer on a phone, without a login, offers four chairs.
tours.add("collection_barter_offer", {
    steps: () => [
        {
            content: "Open the option",
            trigger: "#o_collection_barter summary:contains(Give goods or services instead)",
            run: "click",
        },
        {
            content: "Say what",
            trigger: ".o_collection_barter_form input[name=what_0]",
            run: "edit Oak chair",
        },
        {
            content: "Say how many",
            trigger: ".o_collection_barter_form input[name=quantity_0]",
            run: "edit 4",
        },
        {
            content: "Say what one is worth",
            trigger: ".o_collection_barter_form input[name=price_0]",
            run: "edit 50",
        },
        {
            content: "Choose the earliest day",
            trigger: ".o_collection_barter_form input[name=date]",
            run() {
                this.anchor.value = this.anchor.min;
                this.anchor.dispatchEvent(new Event("change", { bubbles: true }));
            },
        },
        {
            content: "Sign",
            trigger: ".o_collection_barter_form input[name=name]",
            run: "edit Aoife Byrne",
        },
        {
            content: "Tick",
            trigger: ".o_collection_barter_form input[name=tick]",
            run: "click",
        },
        {
            content: "Send",
            trigger: ".o_collection_barter_form button:contains(Send the offer)",
            run: "click",
            expectUnloadPage: true,
        },
        {
            content: "It waits for us, with its total",
            trigger: "#o_collection_agreed [role=status]:contains(We have your offer):contains(230.00)",
        },
    ],
});

// Staff would rather have two of them, and tell why.
tours.add("collection_barter_counter", {
    steps: () => [
        {
            content: "The offer waits for an answer",
            trigger: ".o_form_view .alert:contains(The customer waits for an answer)",
        },
        {
            content: "Answer with another offer",
            trigger: "button[name=action_counter]:contains(Counter-Offer)",
            run: "click",
        },
        {
            content: "The dialog is complete",
            trigger: ".modal footer button:contains(Send the Offer)",
        },
        {
            content: "What was offered is there already",
            trigger: ".modal .o_field_widget[name=line_ids] .o_data_row:contains(Oak chair) td[name=quantity]",
            run: "click",
        },
        {
            content: "Two are enough",
            trigger: ".modal .o_field_widget[name=line_ids] div[name=quantity] input",
            run: "edit 2",
        },
        {
            content: "Say so",
            trigger: ".modal .o_field_widget[name=note] textarea",
            run: "edit We have room for two.",
        },
        {
            content: "Send it",
            trigger: ".modal footer button:contains(Send the Offer)",
            run: "click",
        },
        {
            content: "It waits for the customer",
            trigger: ".o_form_view .alert:contains(Our offer waits for the customer)",
        },
    ],
});

// The customer reads our offer, signs it, and sees what is agreed on.
tours.add("collection_barter_accept", {
    steps: () => [
        {
            content: "Open our offer",
            trigger: "#o_collection_agreed a:contains(See our offer)",
            run: "click",
            expectUnloadPage: true,
        },
        {
            content: "The words and the exact terms are there",
            trigger:
                ".o_collection_page:contains(We have room for two.):contains(115.00):contains(What was offered before)",
        },
        {
            content: "Sign",
            trigger: "#o_collection_sign_name",
            run: "edit Aoife Byrne",
        },
        {
            content: "Tick",
            trigger: "#o_collection_sign_tick",
            run: "click",
        },
        {
            content: "Agree",
            trigger: "button:contains(Agree)",
            run: "click",
            expectUnloadPage: true,
        },
        {
            content: "It is agreed on",
            trigger: "#o_collection_agreed:contains(Agreed: goods or services worth):contains(115.00)",
        },
    ],
});

// One of two chairs arrives: the draft bill is checked and posted.
tours.add("collection_barter_deliver", {
    steps: () => [
        {
            content: "Record a delivery",
            trigger: "button[name=action_deliver]",
            run: "click",
        },
        {
            content: "Two are awaited",
            trigger: ".modal .o_data_row:contains(Oak chair) td[name=quantity]",
            run: "click",
        },
        {
            content: "One has arrived",
            trigger: ".modal div[name=quantity] input",
            run: "edit 1",
        },
        {
            content: "Make the bill",
            trigger: ".modal button[name=action_record]",
            run: "click",
        },
        {
            content: "Post it",
            trigger: ".o_form_view:contains(Oak chair) button[name=action_post]",
            run: "click",
        },
        {
            content: "It is posted",
            trigger: ".o_arrow_button_current:contains(Posted)",
        },
    ],
});

// The bill is netted with the invoices; the rest does not come.
tours.add("collection_barter_net", {
    steps: () => [
        {
            content: "Net",
            trigger: "button[name=action_net]",
            run: "click",
        },
        {
            content: "Nothing is open on the bill",
            trigger: ".o_form_view:not(:has(.o_form_statusbar button[name=action_net]))",
        },
        {
            content: "Nothing more comes",
            trigger: "button[name=action_end]",
            run: "click",
        },
        {
            content: "Sure",
            trigger: ".modal button.btn-primary",
            run: "click",
        },
        {
            content: "It has ended",
            trigger: ".o_arrow_button_current:contains(Ended short)",
        },
    ],
});

// The rest is owed in money.
tours.add("collection_barter_rest", {
    steps: () => [
        {
            content: "The rest is due, and can be bartered or paid",
            trigger: ".o_collection_total:contains(242.50)",
        },
    ],
});
