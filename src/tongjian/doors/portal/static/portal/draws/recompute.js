/* Computes a published draw again in the visitor's browser, from the files alone (specification tongjian-draw/1).
   Root: [data-recompute="address of manifest.json"]; parts: [data-start] [data-progress] [data-state] [data-results] */
(function () {
  "use strict";

  var NAMES = ["manifest.json", "demands.json", "frame.csv", "exclusions.csv", "selection.csv"];
  var encoder = new TextEncoder();
  var decoder = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true });

  document.querySelectorAll("[data-recompute]").forEach(function (root) {
    root.querySelector("[data-start]").addEventListener("click", function (event) {
      event.target.closest("button").disabled = true;
      recompute(root).catch(function (error) {
        result(root, false, "重算没有完成", error.message);
      }).then(function () {
        event.target.closest("button").disabled = false;
        root.querySelector("[data-progress]").hidden = true;
      });
    });
  });

  async function recompute(root) {
    root.querySelector("[data-results]").textContent = "";
    var files = await fetchAll(root);
    var manifest = JSON.parse(decoder.decode(files["manifest.json"]));
    progress(root, 20, "核对摘要");
    var good = true;
    good = await checkHashes(root, files, manifest) && good;
    good = await checkCommitments(root, manifest) && good;
    progress(root, 30, "计算种子");
    var seed = await seedOf(manifest);
    good = compare(root, "种子", hex(seed), manifest.seed) && good;
    var lines = await select(root, files, seed);
    good = compareLines(root, lines, decoder.decode(files["selection.csv"]).split("\n")) && good;
    progress(root, 100, good ? "重算完成：全部一致。" : "重算完成：有不一致。");
    result(root, good, "总的结果", good ? "公布的名单就是由这些文件和随机数得出的" : "公布的内容与重算的不同，请保存文件并向组织部门反映");
  }

  async function fetchAll(root) {
    var base = root.dataset.recompute.replace(/manifest\.json$/, "");
    var files = {};
    for (var i = 0; i < NAMES.length; i += 1) {
      progress(root, i * 4, "下载 " + NAMES[i]);
      var answer = await fetch(base + NAMES[i], { credentials: "omit" });
      if (!answer.ok) { throw new Error("取不到 " + NAMES[i] + "（" + answer.status + "）。"); }
      files[NAMES[i]] = new Uint8Array(await answer.arrayBuffer());
    }
    return files;
  }

  async function checkHashes(root, files, manifest) {
    var pairs = [["frame.csv", "frame_sha256"], ["demands.json", "demands_sha256"], ["exclusions.csv", "exclusions_sha256"], ["selection.csv", "selection_sha256"]];
    var good = true;
    for (var i = 0; i < pairs.length; i += 1) {
      good = compare(root, "摘要 " + pairs[i][0], hex(await sha256(files[pairs[i][0]])), manifest[pairs[i][1]]) && good;
    }
    return good;
  }

  async function checkCommitments(root, manifest) {
    var good = true;
    for (var i = 0; i < manifest.parties.length; i += 1) {
      var party = manifest.parties[i];
      var head = encoder.encode(["tongjian-commit/1", manifest.draw, String(manifest.version), party.agency, ""].join("\u0000"));
      var digest = await sha256(join([head, unhex(party.nonce)]));
      good = compare(root, party.agency + " 的随机数与承诺", hex(digest), party.commitment) && good;
    }
    return good;
  }

  async function seedOf(manifest) {
    var header = {
      beacon: manifest.beacon && { round: manifest.beacon.round, source: manifest.beacon.source },
      cycle: manifest.cycle, draw: manifest.draw, frozen_at: manifest.frozen_at, officers_sha256: manifest.officers_sha256,
      parties: manifest.parties.map(function (party) {
        return { agency: party.agency, commitment: party.commitment, held_by: party.held_by };
      }),
      supersedes: manifest.supersedes, version: manifest.version
    };
    /* Keys are written in ascending order above, numbers are integers: JSON.stringify gives RFC 8785. */
    var parts = [encoder.encode("tongjian-draw/1\u0000"), await sha256(encoder.encode(JSON.stringify(header))),
      unhex(manifest.frame_sha256), unhex(manifest.demands_sha256), unhex(manifest.exclusions_sha256)];
    manifest.parties.forEach(function (party) { parts.push(unhex(party.nonce)); });
    parts.push(encoder.encode(manifest.beacon ? manifest.beacon.value : ""));
    return sha256(join(parts));
  }

  async function select(root, files, seed) {
    var demands = new Map(JSON.parse(decoder.decode(files["demands.json"])).map(function (demand) { return [demand.id, demand]; }));
    var rows = decoder.decode(files["frame.csv"]).split("\n").slice(1, -1).map(function (line) { return line.split(","); });
    var numbers = new Map();
    var message = new Uint8Array(65);
    message.set(seed);
    for (var i = 0; i < rows.length; i += 1) {
      if (!numbers.has(rows[i][0])) {
        message.set(encoder.encode(rows[i][0]), 33);
        numbers.set(rows[i][0], first53(window.tongjianSha256(message)));
      }
      if (i % 5000 === 0) {
        progress(root, 30 + Math.floor(65 * i / rows.length), "计算随机数 " + i + "/" + rows.length);
        await rest();
      }
    }
    var chosen = pick(rows, demands, numbers);
    var lines = ["unit_id,demand_id,stratum,prn"];
    rows.forEach(function (row, place) {
      if (chosen.has(place)) { lines.push([row[0], row[1], row[2], numbers.get(row[0])].join(",")); }
    });
    lines.push("");
    return lines;
  }

  function pick(rows, demands, numbers) {
    var chosen = new Set();
    var groups = new Map();
    rows.forEach(function (row, place) {
      var demand = demands.get(row[1]);
      if (demand.method === "census") {
        chosen.add(place);
      } else if (demand.method === "poisson") {
        if (BigInt(numbers.get(row[0])) * 1000000000n < BigInt(row[3]) << 53n) { chosen.add(place); }
      } else {
        var key = row[1] + "," + row[2];
        if (!groups.has(key)) { groups.set(key, []); }
        groups.get(key).push(place);
      }
    });
    groups.forEach(function (places, key) {
      var at = key.indexOf(",");
      var size = demands.get(key.slice(0, at)).sizes[key.slice(at + 1)];
      places.sort(function (a, b) {
        var x = numbers.get(rows[a][0]), y = numbers.get(rows[b][0]);
        return x - y || (rows[a][0] < rows[b][0] ? -1 : 1);
      }).slice(0, size).forEach(function (place) { chosen.add(place); });
    });
    return chosen;
  }

  function first53(digest) {
    var number = 0;
    for (var i = 0; i < 6; i += 1) { number = number * 256 + digest[i]; }
    return number * 32 + (digest[6] >> 3);
  }

  async function sha256(bytes) {
    if (window.crypto && window.crypto.subtle) {
      return new Uint8Array(await crypto.subtle.digest("SHA-256", bytes));
    }
    return window.tongjianSha256(bytes);
  }

  function compare(root, what, computed, published) {
    return result(root, computed === published, what, computed === published ? "" : "重算得 " + computed + "，公布的是 " + published);
  }

  function compareLines(root, computed, published) {
    for (var i = 0; i < Math.max(computed.length, published.length); i += 1) {
      if (computed[i] !== published[i]) {
        return result(root, false, "名单", "第 " + (i + 1) + " 行不同：重算得“" + (computed[i] || "（没有）") + "”，公布的是“" + (published[i] || "（没有）") + "”");
      }
    }
    return result(root, true, "名单", "共 " + (computed.length - 2) + " 行");
  }

  function result(root, isGood, what, note) {
    var line = document.createElement("li");
    var word = document.createElement("strong");
    word.textContent = isGood ? "一致" : "不一致";
    line.dataset.result = isGood ? "good" : "bad";
    line.append(word, "：" + what + (note ? "，" + note : ""));
    root.querySelector("[data-results]").append(line);
    return isGood;
  }

  function progress(root, percent, sentence) {
    var bar = root.querySelector("[data-progress]");
    bar.hidden = false;
    bar.value = percent;
    root.querySelector("[data-state]").textContent = sentence;
  }

  function rest() { return new Promise(function (resolve) { window.setTimeout(resolve, 0); }); }

  function join(parts) {
    var whole = new Uint8Array(parts.reduce(function (sum, part) { return sum + part.length; }, 0));
    var at = 0;
    parts.forEach(function (part) { whole.set(part, at); at += part.length; });
    return whole;
  }

  function hex(bytes) {
    return Array.from(bytes, function (byte) { return byte.toString(16).padStart(2, "0"); }).join("");
  }

  function unhex(text) {
    return Uint8Array.from(text.match(/../g) || [], function (pair) { return parseInt(pair, 16); });
  }
})();
