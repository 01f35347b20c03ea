import { deserializeDateTime, toLocaleDateString, today } from "@web/core/l10n/dates";
import { _t } from "@web/core/l10n/translation";

const { DateTime } = luxon;

const URL_PATTERN = /https?:\/\/\S+/g;
// "Pay here: https://…/c/abc." ends with a full stop that is not part of the address.
const TRAILING_PUNCTUATION = /[.,;:!?)\]}'"»”]+$/;

/** Tells the conversations of two companies with the same number apart. */
export function threadKey({ number, company_id }) {
    return `${company_id}/${number}`;
}

/**
 * Cut a text into its links and what stands between them.
 *
 * @param {string} body
 * @returns {{ text: string, url?: string }[]}
 */
export function splitLinks(body) {
    const parts = [];
    let end = 0;
    for (const match of body.matchAll(URL_PATTERN)) {
        const url = match[0].replace(TRAILING_PUNCTUATION, "");
        parts.push({ text: body.slice(end, match.index) }, { text: url, url });
        end = match.index + url.length;
    }
    parts.push({ text: body.slice(end) });
    return parts.filter((part) => part.text);
}

/** The time of day, as people write it where the user is. */
export function formatTime(moment) {
    return deserializeDateTime(moment).toLocaleString(DateTime.TIME_SIMPLE);
}

/** "Monday, 23 Nov, 08:00": when a text that waits will leave. */
export function formatLeaves(moment) {
    return deserializeDateTime(moment).toLocaleString({
        weekday: "long",
        day: "numeric",
        month: "short",
        hour: "2-digit",
        minute: "2-digit",
    });
}

/** "Today", "Yesterday", or the date. */
export function formatDay(moment) {
    const day = deserializeDateTime(moment).startOf("day");
    const daysAgo = Math.round(today().diff(day, "days").days);
    if (daysAgo === 0) {
        return _t("Today");
    }
    return daysAgo === 1 ? _t("Yesterday") : toLocaleDateString(day);
}

/** The time of a text of today, else its day: what fits into a list. */
export function formatShort(moment) {
    const isToday = deserializeDateTime(moment).hasSame(today(), "day");
    return isToday ? formatTime(moment) : formatDay(moment);
}

/**
 * Put texts that are in order under their days.
 *
 * @param {{ moment: string }[]} texts
 * @returns {{ day: string, texts: Object[] }[]}
 */
export function groupByDay(texts) {
    const groups = [];
    for (const text of texts) {
        const day = formatDay(text.moment);
        if (groups.at(-1)?.day !== day) {
            groups.push({ day, texts: [] });
        }
        groups.at(-1).texts.push(text);
    }
    return groups;
}
