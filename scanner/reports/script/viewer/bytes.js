// Bytes, and the errors that have words for people. The files of this folder are joined in the order of viewer.py.

// What is wrong with a bundle: it fails.
class Refused extends Error {
    constructor(said, verdict = '') {
        super(said);
        this.verdict = verdict;
    }
}
// What cannot be checked here, of which nothing is said therefore: it is no fault of the bundle, and no good either.
class Unable extends Error {
    constructor(said) {
        super(said);
        this.verdict = `Not checked. ${said[0].toUpperCase()}${said.slice(1)}: verify it with safeguard.`;
    }
}

const EMPTY = new Uint8Array(0),
    HELD_AT_MOST = 1 << 28; // bytes of one member in memory; safeguard verify reads what is larger

const encoded = text => new TextEncoder().encode(text);
// null where it is not UTF-8.
const decoded = data => {
    try {
        return new TextDecoder('utf-8', {fatal: true, ignoreBOM: true}).decode(data);
    } catch {
        return null;
    }
};
const latin = data => Array.from(data, byte => String.fromCharCode(byte)).join('');
const toHex = data => Array.from(data, byte => byte.toString(16).padStart(2, '0')).join('');
const ofHex = text => Uint8Array.from(text.match(/../g) || [], pair => parseInt(pair, 16));
const to64 = data => btoa(latin(data));
// What a gzip says of its size once unpacked.
const gzipSize = data => [...data.subarray(-4)].reduceRight((size, byte) => size * 256 + byte, 0);
// One spelling only: what is decoded gives the same text again; null for all else.
const of64 = text => {
    try {
        const data = Uint8Array.from(atob(text), char => char.charCodeAt(0));
        return to64(data) === text ? data : null;
    } catch {
        return null;
    }
};
const equal = (one, two) => one.length === two.length && one.every((byte, at) => byte === two[at]);
function joined(parts) {
    const all = new Uint8Array(parts.reduce((size, part) => size + part.length, 0));
    let at = 0;
    for (const part of parts) {
        all.set(part, at);
        at += part.length;
    }
    return all;
}
const sha256 = async data => new Uint8Array(await crypto.subtle.digest('SHA-256', data));

const CRCS = Uint32Array.from({length: 256}, (_, byte) => {
    for (let bit = 0; bit < 8; bit++) byte = byte & 1 ? 0xedb88320 ^ (byte >>> 1) : byte >>> 1;
    return byte;
});
function crc32(data) {
    let crc = -1;
    for (let at = 0; at < data.length; at++) crc = CRCS[(crc ^ data[at]) & 255] ^ (crc >>> 8);
    return ~crc >>> 0;
}

// Words and numbers as scanner/words.py has them.
const threes = count => String(count).replace(/\B(?=(\d{3})+$)/g, ' ');
const counting = (count, one, many = one + 's') => `${threes(count)} ${count === 1 ? one : many}`;
const quoted = text =>
    Array.from(String(text), char => {
        if (!/[^\P{C}]|\p{Zl}|\p{Zp}|[^\P{Zs} ]/u.test(char)) return char;
        const code = char.codePointAt(0),
            [mark, size] = code < 256 ? ['x', 2] : code < 65536 ? ['u', 4] : ['U', 8];
        return `\\${mark}${code.toString(16).padStart(size, '0')}`;
    }).join('');
const unique = items => [...new Set(items)];
const few = (items, most = 3) => {
    const all = [...items],
        said = all.slice(0, most),
        rest = all.length - most;
    if (rest > 0) said.push(`${threes(rest)} more`);
    return [said.slice(0, -1).join(', '), ...said.slice(-1)].filter(Boolean).join(' and ');
};
