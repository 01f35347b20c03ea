import { useEffect } from "@odoo/owl";
import { SmsWidget, smsWidget } from "@sms/components/sms_widget/fields_sms_widget";
import { registry } from "@web/core/registry";
import { useDebounced } from "@web/core/utils/timing";

const PAUSE_MS = 300;

/**
 * The words of a script. Core's widget tells the form about them when the field is left; the sample
 * below it, with its length, shall follow while somebody types.
 */
export class ScriptField extends SmsWidget {
    setup() {
        super.setup();
        const tellForm = useDebounced(() => this.tellForm(), PAUSE_MS);
        useEffect(
            (textarea) => {
                textarea?.addEventListener("input", tellForm);
                return () => textarea?.removeEventListener("input", tellForm);
            },
            () => [this.textareaRef.el]
        );
    }

    tellForm() {
        const textarea = this.textareaRef.el;
        if (textarea) {
            this.props.record.update({ [this.props.name]: textarea.value });
        }
    }
}

registry.category("fields").add("collection_script", { ...smsWidget, component: ScriptField });
