import { Component } from "@odoo/owl";

import { formatShort, threadKey } from "./phone_format";

/** The numbers that were texted or wrote, the latest conversation first. */
export class PhoneThreads extends Component {
    static template = "collection_sms.PhoneThreads";
    static props = {
        threads: Array,
        selectedKey: { type: String, optional: true },
        search: String,
        hasMore: Boolean,
        showCompany: Boolean,
        onSearch: Function,
        onSelect: Function,
        onLoadMore: Function,
        onRefresh: Function,
    };

    setup() {
        this.formatShort = formatShort;
        this.threadKey = threadKey;
    }

    isSelected(thread) {
        return threadKey(thread) === this.props.selectedKey;
    }
}
