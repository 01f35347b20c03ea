import { registry } from "@web/core/registry";

const REPLY = ".o_data_row:contains(Do you deliver on Saturdays)";

registry.category("web_tour.tours").add("collection_answer_a_reply", {
    steps: () => [
        {
            content: "The systray counts what waits",
            trigger: ".o_collection_replies .badge:contains(1)",
        },
        {
            trigger: `${REPLY} .o_data_cell[name=partner_id]:contains(Salthill Gallery)`,
            run: "click",
        },
        {
            content: "The conversation is beside it",
            trigger: ".o_conversation_ours .o_conversation_bubble:contains(Please pay)",
        },
        {
            trigger: ".o_conversation_leaves:contains(Leaves at once)",
        },
        {
            trigger: ".o_conversation_send:disabled",
        },
        {
            trigger: ".o_conversation_input",
            run: "edit Yes, until noon.",
        },
        {
            content: "The length follows while somebody types",
            trigger: ".o_conversation_length:contains(1 segment):contains(16)",
        },
        {
            trigger: ".o_conversation_send:enabled",
            run: "click",
        },
        {
            trigger: ".o_conversation_ours:contains(Yes, until noon.)",
        },
        {
            content: "The reply is answered, and nothing waits any more",
            trigger: ".o_arrow_button_current:contains(Answered)",
        },
        {
            trigger: ".o_menu_systray:not(:has(.o_collection_replies))",
        },
    ],
});

registry.category("web_tour.tours").add("collection_play_the_customer", {
    steps: () => [
        {
            trigger: ".o_phone_bubble:contains(Please pay)",
        },
        {
            content: "Things to try are one click away",
            trigger: ".o_phone_suggestions button:contains(how much)",
            run: "click",
        },
        {
            trigger: ".o_phone_theirs:contains(how much):contains(understood as)",
        },
        {
            content: "The automatic answer comes by itself",
            trigger: ".o_phone_text:not(.o_phone_theirs):contains(Delivered):not(:contains(Please pay))",
        },
        {
            content: "A text can be made to fail",
            trigger: ".o_phone_text:contains(Please pay) .o_phone_fail",
            run: "click",
        },
        {
            trigger: ".o_phone_text:contains(Please pay):contains(Not delivered)",
        },
        {
            trigger: ".o_phone_fails:contains(do not arrive)",
        },
        {
            trigger: ".o_phone_mend",
            run: "click",
        },
        {
            trigger: ".o_phone_device:not(:has(.o_phone_fails))",
        },
    ],
});
