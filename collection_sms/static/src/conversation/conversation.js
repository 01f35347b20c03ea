import { _t } from "@web/core/l10n/translation";
import { registry } from "@web/core/registry";
import { KeepLast } from "@web/core/utils/concurrency";
import { useAutoresize } from "@web/core/utils/autoresize";
import { useService } from "@web/core/utils/hooks";
import { useDebounced } from "@web/core/utils/timing";
import { useRecordObserver } from "@web/model/relational_model/utils";
import { standardWidgetProps } from "@web/views/widgets/standard_widget_props";

import { Component, onWillDestroy, onWillStart, useEffect, useRef, useState } from "@odoo/owl";

import { formatLeaves, formatTime, groupByDay, splitLinks } from "../phone/phone_format";

const PAGE = 80;
const PAUSE = 300; // milliseconds
const FAILED_STATES = ["undelivered", "refused", "unknown"];
const CHANNEL_ICONS = { sms: "fa-mobile", email: "fa-envelope-o", phone: "fa-phone", letter: "fa-file-text-o" };

/** All that was written to a customer and by them, and an answer by text: on a case or a reply. */
export class Conversation extends Component {
    static template = "collection_sms.Conversation";
    static props = { ...standardWidgetProps };

    setup() {
        this.orm = useService("orm");
        this.bus = useService("bus_service");
        this.logRef = useRef("log");
        this.inputRef = useRef("input");
        this.lastAnswer = new KeepLast();
        this.formatLeaves = formatLeaves;
        this.formatTime = formatTime;
        this.splitLinks = splitLinks;
        this.state = useState({ data: null, draft: "", counted: null, sending: false });
        this.limit = PAGE;
        this.countLater = useDebounced(() => this.count(), PAUSE);
        useAutoresize(this.inputRef);
        useRecordObserver((record) => this.load(record));
        this.followNews();
        useEffect(
            () => {
                if (this.logRef.el) {
                    this.logRef.el.scrollTop = this.logRef.el.scrollHeight;
                }
            },
            () => [this.state.data?.last_id]
        );
    }

    /** Replies that come in while somebody reads appear by themselves. */
    followNews() {
        const reload = () => this.load(this.props.record);
        onWillStart(() => this.bus.subscribe("collection_sms/replies", reload));
        onWillDestroy(() => this.bus.unsubscribe("collection_sms/replies", reload));
    }

    async load({ resModel, resId, data }) {
        // A button of the form may change what can be sent: these are observed.
        this.standing = [data.state, data.inbox_state, data.number_fails];
        if (resId) {
            const job = this.orm.call(resModel, "get_conversation", [[resId], this.limit]);
            this.state.data = await this.lastAnswer.add(job);
        }
    }

    async loadEarlier() {
        this.limit += PAGE;
        await this.load(this.props.record);
    }

    get days() {
        return groupByDay(this.state.data.texts);
    }

    get canSend() {
        return Boolean(this.state.draft.trim()) && !this.state.sending;
    }

    /** When the text would leave, in words. */
    get leaves() {
        const leaves = (this.state.counted || this.state.data).leaves;
        return leaves ? _t("Leaves %s", formatLeaves(leaves)) : _t("Leaves at once");
    }

    get length() {
        const { segments, characters } = this.state.counted;
        const words = segments === 1 ? _t("1 segment") : _t("%s segments", segments);
        return _t("%(segments)s (%(characters)s characters)", { segments: words, characters });
    }

    hasFailed(text) {
        return FAILED_STATES.includes(text.state);
    }

    icon(text) {
        return CHANNEL_ICONS[text.channel];
    }

    onInput() {
        this.countLater();
    }

    async count() {
        const { resModel, resId } = this.props.record;
        const body = this.state.draft;
        const counted = body.trim() && (await this.orm.call(resModel, "preview_answer", [[resId], body]));
        if (body === this.state.draft) {
            this.state.counted = counted || null;
        }
    }

    onKeydown(ev) {
        if (ev.key === "Enter" && (ev.ctrlKey || ev.metaKey) && !ev.isComposing) {
            ev.preventDefault();
            this.send();
        }
    }

    async send() {
        if (!this.canSend) {
            return;
        }
        const { record } = this.props;
        this.state.sending = true;
        try {
            const args = [[record.resId], this.state.draft, this.state.data.last_id];
            this.state.data = await this.orm.call(record.resModel, "send_answer", args);
            this.state.draft = "";
            this.state.counted = null;
        } catch (error) {
            // Show what a colleague has written meanwhile, behind the message that says so.
            await this.load(record);
            throw error;
        } finally {
            this.state.sending = false;
        }
        if (!(await record.isDirty())) {
            await record.load();
        }
    }

    async tryNumberAgain() {
        await this.orm.call(this.props.record.resModel, "action_try_number_again", [
            [this.props.record.resId],
        ]);
        await this.load(this.props.record);
    }
}

registry.category("view_widgets").add("collection_conversation", { component: Conversation });
