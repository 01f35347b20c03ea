import { ConfirmationDialog } from "@web/core/confirmation_dialog/confirmation_dialog";
import { _t } from "@web/core/l10n/translation";
import { registry } from "@web/core/registry";
import { formView } from "@web/views/form/form_view";

/**
 * Odoo saves a form by itself when somebody switches to another tab, leaves or closes it. An offer
 * is texted to the customer when it is saved, and what was agreed on cannot be changed afterwards:
 * what is new here is saved by its button only.
 */
export class SaidOnceFormController extends formView.Controller {
    get isUnsaid() {
        return this.model.root.isNew;
    }

    beforeVisibilityChange() {
        return this.isUnsaid ? undefined : super.beforeVisibilityChange();
    }

    async beforeLeave(options = {}) {
        if (!this.isUnsaid || !this.model.root.dirty || options.forceLeave) {
            return super.beforeLeave(options);
        }
        return new Promise((resolve) => {
            this.dialogService.add(ConfirmationDialog, {
                title: _t("Leave without saving?"),
                body: _t("Nothing of what you have written is kept, and nobody is told."),
                confirmLabel: _t("Leave"),
                confirm: () => resolve(true),
                cancelLabel: _t("Stay"),
                cancel: () => resolve(false),
            });
        });
    }

    async beforeUnload(ev) {
        if (!this.isUnsaid) {
            return super.beforeUnload(ev);
        }
        if (this.model.root.dirty) {
            ev.preventDefault();
            ev.returnValue = "Unsaved changes";
        }
    }
}

registry.category("views").add("collection_said_once_form", {
    ...formView,
    Controller: SaidOnceFormController,
});
