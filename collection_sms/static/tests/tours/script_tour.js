import { registry } from "@web/core/registry";

// The length of what is really sent follows the words, without leaving the field.
registry.category("web_tour.tours").add("collection_write_script", {
    steps: () => [
        {
            content: "The sample is one short text",
            trigger: ".o_field_widget[name=collection_sample_count]:contains(Segments: 1)",
        },
        {
            content: "Type a character that the short alphabet does not have",
            trigger: ".o_field_widget[name=body] textarea",
            async run({ anchor }) {
                anchor.value = "Olá {{ object.text_name }}";
                anchor.dispatchEvent(new InputEvent("input", { bubbles: true }));
            },
        },
        {
            content: "The field is still being edited, and the length says why it costs more",
            trigger: ".o_field_widget[name=collection_sample_count]:contains(Unicode because of á)",
        },
        {
            content: "Leave it as it was",
            trigger: ".o_form_button_cancel",
            run: "click",
        },
        {
            trigger: ".o_form_saved",
        },
    ],
});
