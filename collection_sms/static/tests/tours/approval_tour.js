import { registry } from "@web/core/registry";

// An accountant rewords one drafted text, approves it, and finds it on the case.
registry.category("web_tour.tours").add("collection_approve_text", {
    steps: () => [
        {
            content: "Open the drafted text",
            trigger: ".o_data_row:contains(Salthill Gallery) .o_list_record_open_form_view",
            run: "click",
        },
        {
            content: "Say it in other words",
            trigger: ".o_field_widget[name=body] textarea",
            run: "edit Dear Salthill Gallery, shall we talk? Harbour & Pine",
        },
        {
            content: "Approve",
            trigger: "button[name=action_approve]",
            run: "click",
        },
        {
            content: "It is queued",
            trigger: ".o_statusbar_status button.o_arrow_button_current:contains(Queued)",
        },
        {
            content: "Open the case",
            trigger: "button[name=action_open_case]",
            run: "click",
        },
        {
            content: "The chatter shows the text",
            trigger: ".o-mail-Message:contains(shall we talk)",
        },
    ],
});
