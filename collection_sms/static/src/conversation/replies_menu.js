import { _t } from "@web/core/l10n/translation";
import { registry } from "@web/core/registry";
import { user } from "@web/core/user";
import { useService } from "@web/core/utils/hooks";

import { Component, onWillDestroy, onWillStart, useState } from "@odoo/owl";

/** How many replies wait for an answer: in the systray, and beside the menu of the inbox. */
export class RepliesMenu extends Component {
    static template = "collection_sms.RepliesMenu";
    static props = [];

    setup() {
        this.orm = useService("orm");
        this.action = useService("action");
        this.bus = useService("bus_service");
        this.state = useState({ isUser: false, unread: 0 });
        const recount = () => this.count();
        onWillStart(async () => {
            this.state.isUser = await user.hasGroup("collection_sms.collection_sms_group_user");
            if (this.state.isUser) {
                this.bus.subscribe("collection_sms/replies", recount);
                await this.count();
            }
        });
        onWillDestroy(() => this.bus.unsubscribe("collection_sms/replies", recount));
    }

    get title() {
        return _t("Replies to answer: %s", this.state.unread);
    }

    async count() {
        this.state.unread = await this.orm.silent.call("collection.message", "count_replies", []);
        // Menus are drawn by the navigation bar; its style sheet puts the number beside the name.
        const shown = this.state.unread ? `"${this.state.unread}"` : "none";
        document.documentElement.style.setProperty("--o-collection-unread", shown);
    }

    open() {
        return this.action.doAction("collection_sms.collection_reply_action", { clearBreadcrumbs: true });
    }
}

registry.category("systray").add("collection_sms.replies", { Component: RepliesMenu }, { sequence: 22 });
