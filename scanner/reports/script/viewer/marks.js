// What the compiled template calls: Jinja's escaping, and its filters as far as ours uses them.

class Safe {
    constructor(html) {
        this.html = html;
    }

    toString() {
        return this.html;
    }
}
const ESCAPES = {'&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&#34;', "'": '&#39;'};
// Text from outside, which is made visible first and is never anything but text.
const shown = value =>
    value instanceof Safe
        ? value.html
        : String(value ?? '')
              .split('\n')
              .map(quoted)
              .join('\n')
              .replace(/[&<>"']/g, char => ESCAPES[char]);
const truth = value =>
    value instanceof Map ? value.size > 0 : Array.isArray(value) ? value.length > 0 : Boolean(value);
const both = (value, other) => (truth(value) ? other() : value),
    orElse = (value, other) => (truth(value) ? value : other());
function* looped(items) {
    const all = [...items];
    for (const [at, item] of all.entries()) yield [item, {last: at === all.length - 1}];
}
const methods = {
    split: text => text.split(/\s+/).filter(Boolean),
    items: map => (map instanceof Map ? map : Object.entries(map)),
};
const filters = {
    number: threes,
    days: count => (count === 2 ** 31 - 1 ? 'never' : `${count} day${count === 1 ? '' : 's'}`),
    replace: (text, old, other, times = Infinity) => {
        const parts = text.split(old),
            cut = parts.slice(0, Math.min(times, parts.length - 1) + 1);
        return cut.join(other) + parts.slice(cut.length).map(part => old + part).join('');
    },
    join: (items, between) => [...items].join(between),
    capitalize: text => text.slice(0, 1).toUpperCase() + text.slice(1).toLowerCase(),
    length: items => items.length ?? items.size,
};
