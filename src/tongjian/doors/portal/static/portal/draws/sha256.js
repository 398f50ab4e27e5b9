/* SHA-256 (FIPS 180-4). tongjianSha256(Uint8Array) → Uint8Array, synchronously: a draw hashes every unit once, and WebCrypto
   answers small messages far more slowly than this loop; on addresses without a secure context it is not there at all. */
window.tongjianSha256 = (function () {
  "use strict";

  var primes = [];
  for (var n = 2; primes.length < 64; n += 1) {
    if (primes.every(function (p) { return n % p !== 0; })) { primes.push(n); }
  }
  function fraction(root) { return ((root - Math.floor(root)) * 4294967296) | 0; }
  var start = primes.slice(0, 8).map(function (p) { return fraction(Math.sqrt(p)); });
  var constants = new Int32Array(primes.map(function (p) { return fraction(Math.cbrt(p)); }));
  var words = new Int32Array(64);

  function turn(x, by) { return (x >>> by) | (x << (32 - by)); }

  function block(state, data, at) {
    for (var i = 0; i < 16; i += 1) {
      words[i] = (data[at + 4 * i] << 24) | (data[at + 4 * i + 1] << 16) | (data[at + 4 * i + 2] << 8) | data[at + 4 * i + 3];
    }
    for (i = 16; i < 64; i += 1) {
      var x = words[i - 15], y = words[i - 2];
      words[i] = (words[i - 16] + (turn(x, 7) ^ turn(x, 18) ^ (x >>> 3)) + words[i - 7] + (turn(y, 17) ^ turn(y, 19) ^ (y >>> 10))) | 0;
    }
    var a = state[0], b = state[1], c = state[2], d = state[3], e = state[4], f = state[5], g = state[6], h = state[7];
    for (i = 0; i < 64; i += 1) {
      var one = (h + (turn(e, 6) ^ turn(e, 11) ^ turn(e, 25)) + ((e & f) ^ (~e & g)) + constants[i] + words[i]) | 0;
      var two = ((turn(a, 2) ^ turn(a, 13) ^ turn(a, 22)) + ((a & b) ^ (a & c) ^ (b & c))) | 0;
      h = g; g = f; f = e; e = (d + one) | 0; d = c; c = b; b = a; a = (one + two) | 0;
    }
    state[0] += a; state[1] += b; state[2] += c; state[3] += d; state[4] += e; state[5] += f; state[6] += g; state[7] += h;
  }

  return function (data) {
    var state = new Int32Array(start);
    var whole = data.length - (data.length % 64);
    for (var at = 0; at < whole; at += 64) { block(state, data, at); }
    var rest = data.length - whole;
    var tail = new Uint8Array(rest < 56 ? 64 : 128);
    tail.set(data.subarray(whole));
    tail[rest] = 0x80;
    var view = new DataView(tail.buffer);
    view.setUint32(tail.length - 8, Math.floor(data.length / 536870912));
    view.setUint32(tail.length - 4, (data.length * 8) >>> 0);
    for (at = 0; at < tail.length; at += 64) { block(state, tail, at); }
    var out = new DataView(new ArrayBuffer(32));
    for (var i = 0; i < 8; i += 1) { out.setInt32(4 * i, state[i]); }
    return new Uint8Array(out.buffer);
  };
})();
