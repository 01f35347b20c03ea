import { registry } from "@web/core/registry";
import { user } from "@web/core/user";
import { delay, KeepLast } from "@web/core/utils/concurrency";
import { useService } from "@web/core/utils/hooks";
import { useDebounced } from "@web/core/utils/timing";
import { useSetupAction } from "@web/search/action_hook";
import { Layout } from "@web/search/layout";
import { standardActionServiceProps } from "@web/webclient/actions/action_service";

import { Component, onWillStart, useEffect, useRef, useState } from "@odoo/owl";

import { PhoneConversation } from "./phone_conversation";
import { threadKey } from "./phone_format";
import { PhoneThreads } from "./phone_threads";

const PAGE = 80;
const SEARCH_DELAY = 250; // milliseconds
const CARRY_PAUSES = [500, 1000, 2000]; // milliseconds

/** The phone view: every conversation as the customer sees it. */
export class PhoneAction extends Component {
    static template = "collection_sms.PhoneAction";
    static components = { Layout, PhoneConversation, PhoneThreads };
    static props = { ...standardActionServiceProps };

    setup() {
        this.orm = useService("orm");
        this.action = useService("action");
        this.ui = useService("ui");
        this.display = { controlPanel: {} };
        this.showCompany = user.activeCompanies.length > 1;
        this.rootRef = useRef("root");
        // An answer that comes late must not replace that of a later question.
        this.lastThreads = new KeepLast();
        this.lastConversation = new KeepLast();
        this.state = useState({
            search: this.props.state?.search || "",
            threads: [],
            hasMore: false,
            conversation: null,
            earlier: PAGE,
        });
        this.searchLater = useDebounced(() => this.loadThreads(), SEARCH_DELAY);
        useSetupAction({ getLocalState: () => this.localState });
        this.followFocus();
        onWillStart(() => this.start());
    }

    /** What to come back to from the case. */
    get localState() {
        const { search, conversation } = this.state;
        const { number, company_id } = conversation || {};
        return { search, selected: number && { number, company_id } };
    }

    get selectedKey() {
        return this.state.conversation ? threadKey(this.state.conversation) : "";
    }

    get isEmpty() {
        return !this.state.threads.length && !this.state.search && !this.state.conversation;
    }

    get isSystem() {
        return user.isSystem;
    }

    async start() {
        await this.loadThreads();
        const first = this.ui.isSmall ? null : this.state.threads[0];
        const selected = this.props.state?.selected || first;
        if (selected) {
            await this.select(selected);
        }
    }

    /** On a small screen one pane replaces the other: take the keyboard along. */
    followFocus() {
        let previousKey = this.selectedKey;
        useEffect(
            (key) => {
                if (this.ui.isSmall && key !== previousKey) {
                    const target = key
                        ? ".o_phone_back"
                        : `.o_phone_thread[data-number="${CSS.escape(previousKey.split("/")[1])}"]`;
                    this.rootRef.el?.querySelector(target)?.focus();
                }
                previousKey = key;
            },
            () => [this.selectedKey]
        );
    }

    fetchThreads(offset, limit) {
        const args = [this.state.search, offset, limit];
        return this.lastThreads.add(this.orm.call("collection.message", "phone_threads", args));
    }

    fetchConversation({ number, company_id }, limit) {
        const args = [number, company_id, limit];
        return this.lastConversation.add(
            this.orm.call("collection.message", "phone_conversation", args)
        );
    }

    /** Load the first page of numbers, or as many as are shown already. */
    async loadThreads(limit = PAGE) {
        const { threads, has_more } = await this.fetchThreads(0, limit);
        this.state.threads = threads;
        this.state.hasMore = has_more;
    }

    async loadMore() {
        const { threads, has_more } = await this.fetchThreads(this.state.threads.length, PAGE);
        // A number that was texted meanwhile moved up, and pushed others onto this page.
        const shown = new Set(this.state.threads.map(threadKey));
        this.state.threads.push(...threads.filter((thread) => !shown.has(threadKey(thread))));
        this.state.hasMore = has_more;
    }

    async select(thread) {
        this.state.earlier = PAGE;
        this.state.conversation = await this.fetchConversation(thread, PAGE);
    }

    async loadEarlier() {
        this.state.earlier += PAGE;
        await this.reloadConversation();
    }

    async reloadConversation() {
        const { conversation, earlier } = this.state;
        this.state.conversation = await this.fetchConversation(conversation, earlier);
    }

    async refresh() {
        const jobs = [this.loadThreads(Math.max(PAGE, this.state.threads.length))];
        if (this.state.conversation) {
            jobs.push(this.reloadConversation());
        }
        await Promise.all(jobs);
    }

    async reply(body) {
        const { number, company_id } = this.state.conversation;
        await this.orm.call("collection.message", "phone_reply", [number, company_id, body]);
        await this.refresh();
        // Nobody waits for it: the next words can be typed, here or in another conversation.
        this.carry({ number, company_id });
    }

    /** Let the sandbox carry at once what answers the customer, and show it when it is there. */
    async carry({ number, company_id }) {
        for (const pause of CARRY_PAUSES) {
            const args = [number, company_id];
            const leaves = await this.orm.call("collection.message", "phone_carry", args);
            if (!this.isSelected({ number, company_id })) {
                return;
            }
            await this.refresh();
            if (!leaves) {
                return;
            }
            await delay(pause);
        }
    }

    isSelected(thread) {
        return this.selectedKey === threadKey(thread);
    }

    async fail(textId) {
        await this.orm.call("collection.message", "phone_fail", [textId]);
        await this.refresh();
    }

    async mend() {
        const { number, company_id } = this.state.conversation;
        await this.orm.call("collection.message", "phone_mend", [number, company_id]);
        await this.refresh();
    }

    onSearch(search) {
        this.state.search = search;
        this.searchLater();
    }

    goBack() {
        this.state.conversation = null;
    }

    open(xmlId) {
        return this.action.doAction(xmlId);
    }
}

registry.category("actions").add("collection_sms.phone", PhoneAction);
