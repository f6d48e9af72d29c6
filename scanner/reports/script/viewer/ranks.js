// SHA-256 of short texts at once, millions of them: what a browser offers answers one after the other, many times slower.
// A seed's ranks hang on it and nothing else; all that is signed is digested by Web Crypto.

const [SHA_START, SHA_ROUNDS] = (() => {
    const primes = [];
    for (let n = 2; primes.length < 64; n++) if (primes.every(prime => n % prime)) primes.push(n);
    const fraction = power => n => Math.floor((n ** power % 1) * 2 ** 32);
    return [Int32Array.from(primes.slice(0, 8), n => fraction(1 / 2)(n) | 0), Int32Array.from(primes, n => fraction(1 / 3)(n) | 0)];
})();
// Into eight words, of which the first are compared first.
function rankOf(data) {
    const blocks = (data.length + 72) >> 6,
        padded = new Uint8Array(blocks * 64),
        view = new DataView(padded.buffer),
        state = Int32Array.from(SHA_START);
    padded.set(data);
    padded[data.length] = 0x80;
    view.setUint32(padded.length - 4, data.length * 8);
    for (let at = 0; at < padded.length; at += 64) compressed(state, view, at);
    return new Uint32Array(state.buffer);
}
const WORDS_OF = new Int32Array(64),
    turned = (word, by) => (word >>> by) | (word << (32 - by));
function compressed(state, view, at) {
    const w = WORDS_OF;
    for (let n = 0; n < 16; n++) w[n] = view.getInt32(at + 4 * n);
    for (let n = 16; n < 64; n++) {
        const one = w[n - 15],
            two = w[n - 2];
        w[n] =
            w[n - 16] +
            w[n - 7] +
            (turned(one, 7) ^ turned(one, 18) ^ (one >>> 3)) +
            (turned(two, 17) ^ turned(two, 19) ^ (two >>> 10));
    }
    let a = state[0],
        b = state[1],
        c = state[2],
        d = state[3],
        e = state[4],
        f = state[5],
        g = state[6],
        h = state[7];
    for (let n = 0; n < 64; n++) {
        const one = (h + (turned(e, 6) ^ turned(e, 11) ^ turned(e, 25)) + ((e & f) ^ (~e & g)) + SHA_ROUNDS[n] + w[n]) | 0,
            two = ((turned(a, 2) ^ turned(a, 13) ^ turned(a, 22)) + ((a & b) ^ (a & c) ^ (b & c))) | 0;
        h = g;
        g = f;
        f = e;
        e = (d + one) | 0;
        d = c;
        c = b;
        b = a;
        a = (one + two) | 0;
    }
    [a, b, c, d, e, f, g, h].forEach((word, n) => (state[n] += word));
}
function byRank({rank: one}, {rank: two}) {
    let at = 0;
    while (at < 7 && one[at] === two[at]) at++;
    return one[at] - two[at];
}
