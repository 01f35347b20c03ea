import { registry } from "@web/core/registry";

// A manager reads on one screen why thirty customers were not contacted.
registry.category("web_tour.tours").add("collection_why_not_contacted", {
    steps: () => [
        { content: "Landlines", trigger: ".o_group_name:contains(Landline (10))" },
        { content: "No number", trigger: ".o_group_name:contains(No number (8))" },
        { content: "Excluded", trigger: ".o_group_name:contains(Customer excluded (6))" },
        { content: "Opted out", trigger: ".o_group_name:contains(Opted out (6))" },
        {
            content: "Open the landlines",
            trigger: ".o_group_name:contains(Landline (10))",
            run: "click",
        },
        {
            content: "Each with its number",
            trigger:
                ".o_data_row:contains(is a landline and takes no texts) .o_data_cell:contains(Customer 03)",
            run: "click",
        },
        {
            content: "The case opens",
            trigger: ".o_form_view .o_form_sheet:contains(Customer 03)",
        },
    ],
});
