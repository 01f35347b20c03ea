import { registry } from "@web/core/registry";

const GALLERY = `.o_phone_thread[data-number="+353870000114"]`;
const CAFE = `.o_phone_thread[data-number="+353870000168"]`;
const ANSWER = "I have paid this morning, thank you";

registry.category("web_tour.tours").add("collection_phone_tour", {
    steps: () => [
        {
            content: "The latest conversation is open",
            trigger: `${CAFE}[aria-current="true"]`,
        },
        {
            content: "Find a customer by the number, as people write it",
            trigger: ".o_phone_search input",
            run: "edit 087 0000 114",
        },
        {
            trigger: `.o_phone_threads:not(:has(${CAFE}))`,
        },
        {
            trigger: GALLERY,
            run: "click",
        },
        {
            content: "The text has a link which opens elsewhere",
            trigger: `.o_phone_bubble a[href="https://pay.example.com/c/abc"][target="_blank"]`,
        },
        {
            content: "Level, segments and state are below the text",
            trigger: ".o_phone_meta:contains(Gentle reminder):contains(1 segment):contains(Delivered)",
        },
        {
            content: "What has not left is not on the phone",
            trigger: ".o_phone_log:not(:contains(Nobody has seen this))",
        },
        {
            trigger: ".o_phone_send:disabled",
        },
        {
            content: "Answer as the customer",
            trigger: ".o_phone_input",
            run: `edit ${ANSWER}`,
        },
        {
            trigger: ".o_phone_send:enabled",
        },
        {
            trigger: ".o_phone_input",
            run: "press Enter",
        },
        {
            trigger: `.o_phone_theirs .o_phone_bubble:contains(${ANSWER})`,
        },
        {
            content: "The input is ready for the next answer",
            trigger: ".o_phone_input:value()",
        },
        {
            content: "The list shows the answer, on refreshing too",
            trigger: ".o_phone_refresh",
            run: "click",
        },
        {
            trigger: `${GALLERY}:contains(${ANSWER})`,
        },
        {
            trigger: ".o_phone_open_case",
            run: "click",
        },
        {
            content: "The case has the answer in its chatter",
            trigger: `.o-mail-Message-body:contains(${ANSWER})`,
        },
        {
            content: "Going back leads to the same conversation",
            trigger: ".o_back_button a, .breadcrumb-item a:contains(Phone)",
            run: "click",
        },
        {
            trigger: `.o_phone_theirs .o_phone_bubble:contains(${ANSWER})`,
        },
    ],
});

registry.category("web_tour.tours").add("collection_phone_help_tour", {
    steps: () => [
        {
            content: "Somebody who may not change settings is told who may",
            trigger: ".o_phone_steps:contains(An administrator)",
        },
        {
            trigger: ".o_phone_steps button:contains(cases)",
            run: "click",
        },
        {
            trigger: ".o_last_breadcrumb_item:contains(Cases)",
        },
    ],
});
