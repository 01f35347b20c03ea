import { registry } from "@web/core/registry";

// A customer on a phone, without a login: sees what is owed and gets to Odoo's payment of it.
registry.category("web_tour.tours").add("collection_customer_page", {
    steps: () => [
        {
            content: "The total is what the text said",
            trigger: ".o_collection_total:contains(1,334.50)",
        },
        {
            content: "A disputed invoice offers no payment",
            trigger: "article:contains(Being clarified):not(:has(button))",
        },
        {
            content: "Pay the invoice",
            trigger: "article:contains(1,234.50) button:contains(Pay)",
            run: "click",
            expectUnloadPage: true,
        },
        {
            content: "The payment page asks how to pay that invoice",
            trigger: ".o_collection_total:contains(1,234.50)",
        },
    ],
});
