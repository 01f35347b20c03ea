import { registry } from "@web/core/registry";

function write(words) {
    return {
        content: "Type, without leaving the field",
        trigger: ".o_field_widget[name=body] textarea",
        async run({ anchor }) {
            anchor.value = anchor.value.replace(/(is open\.) .*?( \{\{ object.text_link)/s, `$1 ${words}$2`);
            anchor.dispatchEvent(new InputEvent("input", { bubbles: true }));
        },
    };
}

// Words that customers should not read are marked while somebody types them.
registry.category("web_tour.tours").add("collection_mend_script", {
    steps: () => [
        {
            content: "Nothing to say about kind words",
            trigger: ".o_collection_findings:contains(Nothing to say about tone and form)",
        },
        write("We will sue you."),
        {
            content: "The threat is marked in the sentence",
            trigger: ".o_collection_marked mark:contains(sue you)",
        },
        {
            content: "And said to be one",
            trigger: ".o_collection_findings li:contains(Sounds like a threat)",
        },
        write("Tell us what would help."),
        {
            content: "It is gone as soon as the words are kind again",
            trigger: ".o_collection_findings:not(:has(mark)):contains(Nothing to say about tone and form)",
        },
        {
            trigger: ".o_form_button_save",
            run: "click",
        },
        {
            trigger: ".o_form_saved",
        },
    ],
});

// A policy with an unkind script goes on asking first, and says why.
registry.category("web_tour.tours").add("collection_send_automatically", {
    steps: () => [
        {
            trigger: "button[name=action_send_automatically]",
            run: "click",
        },
        {
            trigger: ".modal-footer .btn-primary",
            run: "click",
        },
        {
            content: "Which script, in which language, which words",
            trigger: ".modal-body:contains(sue you)",
        },
        {
            trigger: ".modal-footer .btn-primary",
            run: "click",
        },
        {
            content: "It still asks first",
            trigger: "button[name=action_send_automatically]",
        },
    ],
});
