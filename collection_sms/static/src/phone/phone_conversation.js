import { useAutoresize } from "@web/core/utils/autoresize";
import { _t } from "@web/core/l10n/translation";
import { useService } from "@web/core/utils/hooks";

import { Component, useEffect, useRef, useState } from "@odoo/owl";

import { formatLeaves, formatTime, groupByDay, splitLinks, threadKey } from "./phone_format";

const FAILED_STATES = ["undelivered", "refused", "unknown"];

/** One conversation as the customer's phone shows it, and the customer's answer to it. */
export class PhoneConversation extends Component {
    static template = "collection_sms.PhoneConversation";
    static props = {
        conversation: Object,
        showCompany: Boolean,
        onBack: Function,
        onReply: Function,
        onLoadEarlier: Function,
        onRefresh: Function,
        onFail: Function,
        onMend: Function,
    };

    setup() {
        this.action = useService("action");
        this.state = useState({ draft: "", sending: false });
        this.logRef = useRef("log");
        this.inputRef = useRef("input");
        this.formatLeaves = formatLeaves;
        this.formatTime = formatTime;
        this.splitLinks = splitLinks;
        useAutoresize(this.inputRef);
        this.scrollToLatest();
        useEffect(
            () => {
                this.state.draft = "";
            },
            () => [threadKey(this.props.conversation)]
        );
    }

    /** Show the latest text, when another conversation is opened and when a text is added. */
    scrollToLatest() {
        useEffect(
            () => {
                this.logRef.el.scrollTop = this.logRef.el.scrollHeight;
            },
            () => [threadKey(this.props.conversation), this.props.conversation.texts.at(-1)?.id]
        );
    }

    get days() {
        return groupByDay(this.props.conversation.texts);
    }

    get title() {
        return this.props.conversation.name || this.props.conversation.number_display;
    }

    get canSend() {
        return Boolean(this.state.draft.trim()) && !this.state.sending;
    }

    hasFailed(text) {
        return FAILED_STATES.includes(text.state);
    }

    canFail(text) {
        const { can_reply } = this.props.conversation;
        return can_reply && text.direction === "out" && ["sent", "delivered"].includes(text.state);
    }

    get waiting() {
        const { waiting } = this.props.conversation;
        return waiting ? _t("The next text waits for the contact rules: it leaves %s", formatLeaves(waiting)) : "";
    }

    async suggest(words) {
        this.state.draft = words;
        await this.send();
    }

    formatSegments({ segments }) {
        return segments === 1 ? _t("1 segment") : _t("%s segments", segments);
    }

    onKeydown(ev) {
        // Enter also ends the composition of, say, a Japanese word.
        if (ev.key === "Enter" && !ev.shiftKey && !ev.isComposing) {
            ev.preventDefault();
            this.send();
        }
    }

    async send() {
        if (!this.canSend) {
            return;
        }
        const key = threadKey(this.props.conversation);
        this.state.sending = true;
        try {
            await this.props.onReply(this.state.draft);
            if (key === threadKey(this.props.conversation)) {
                this.state.draft = "";
            }
        } finally {
            this.state.sending = false;
            this.inputRef.el?.focus();
        }
    }

    openCase() {
        return this.action.doAction({
            type: "ir.actions.act_window",
            res_model: "collection.case",
            res_id: this.props.conversation.case_id,
            views: [[false, "form"]],
        });
    }
}
