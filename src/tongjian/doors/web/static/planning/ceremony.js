/* A party's part of a draw, in its own browser: the nonce is made here and kept here; only its commitment is sent.
   Root: [data-ceremony data-draw data-version data-agency data-checkpoint data-commitment?]
   Parts: [data-make] [data-commit] [data-reveal] [data-file] [data-state] [data-message]; form fields commitment, nonce */
(function () {
  "use strict";

  var encoder = new TextEncoder();

  document.querySelectorAll("[data-ceremony]").forEach(start);

  function start(root) {
    var own = { draw: root.dataset.draw, version: Number(root.dataset.version), agency: root.dataset.agency };
    var key = "tongjian-nonce:" + own.draw + ":" + own.version + ":" + own.agency;
    if (!window.isSecureContext || !window.crypto || !window.crypto.subtle) {
      say(root, "这个地址不是安全连接，浏览器不能生成和核对随机数。请改用 https:// 或本机 http://localhost 打开，或者用命令 tongjian draw。");
      root.querySelectorAll("[data-make], [data-commit]").forEach(function (button) { button.disabled = true; });
      return;
    }
    if (root.querySelector("[data-make]")) {
      committing(root, own, key);
    } else {
      revealing(root, own, key);
    }
  }

  function committing(root, own, key) {
    var form = root.querySelector("form");
    root.querySelector("[data-make]").addEventListener("click", function () {
      var content = load(key) || {
        draw: own.draw, version: own.version, agency: own.agency,
        nonce: hex(crypto.getRandomValues(new Uint8Array(32))), checkpoint: root.dataset.checkpoint
      };
      keep(key, content);
      download(content);
      commitmentOf(content).then(function (commitment) {
        form.elements.commitment.value = commitment;
        root.querySelector("[data-commit]").disabled = false;
        root.querySelector("[data-state]").textContent = "随机数文件已下载，本浏览器也留了一份。确认文件存好后，提交承诺。";
      });
    });
  }

  function revealing(root, own, key) {
    var form = root.querySelector("form");
    var content = null;

    function take(candidate) {
      if (candidate.draw !== own.draw || candidate.version !== own.version || candidate.agency !== own.agency) {
        say(root, "这个随机数文件属于 " + candidate.draw + " 第 " + candidate.version + " 版、" + candidate.agency + "，不是这一次的。");
        return Promise.resolve();
      }
      if (!/^[0-9a-f]{64}$/.test(candidate.nonce || "")) {
        say(root, "随机数文件不完好：随机数应当是 64 位小写十六进制数。");
        return Promise.resolve();
      }
      return commitmentOf(candidate).then(function (commitment) {
        if (commitment !== root.dataset.commitment) {
          say(root, "这个随机数与已提交的承诺不符，系统不会接受。请换一个文件。");
          return;
        }
        say(root, "");
        content = candidate;
        content.checkpoint = root.dataset.checkpoint;
        form.elements.nonce.value = content.nonce;
        root.querySelector("[data-state]").textContent = "随机数与承诺相符，可以揭示。";
      });
    }

    var kept = load(key);
    if (kept) {
      take(kept);
    } else {
      root.querySelector("[data-state]").textContent = "本浏览器里没有这一次的随机数，请选择随机数文件。";
    }
    root.querySelector("[data-file]").addEventListener("change", function (event) {
      var file = event.target.files[0];
      if (!file) { return; }
      file.text().then(function (text) {
        var candidate;
        try { candidate = JSON.parse(text); } catch (error) { candidate = null; }
        if (!candidate || typeof candidate !== "object") {
          say(root, "这不是随机数文件。");
          return;
        }
        return take(candidate);
      });
    });
    form.addEventListener("submit", function (event) {
      if (!form.elements.nonce.value) {
        event.preventDefault();
        event.stopPropagation();
        say(root, "请先选择随机数文件。");
        return;
      }
      if (content) {
        keep(key, content);
        download(content);
      }
    }, true);
  }

  function commitmentOf(content) {
    var head = encoder.encode(["tongjian-commit/1", content.draw, String(content.version), content.agency, ""].join("\u0000"));
    var bytes = new Uint8Array(head.length + 32);
    bytes.set(head);
    bytes.set(unhex(content.nonce), head.length);
    return crypto.subtle.digest("SHA-256", bytes).then(function (digest) { return hex(new Uint8Array(digest)); });
  }

  function load(key) {
    try { return JSON.parse(localStorage.getItem(key)); } catch (error) { return null; }
  }

  function keep(key, content) {
    /* Private windows may refuse; the downloaded file is what counts. */
    try { localStorage.setItem(key, JSON.stringify(content)); } catch (error) { return; }
  }

  function download(content) {
    var blob = new Blob([JSON.stringify(content, null, 1) + "\n"], { type: "application/json" });
    var link = document.createElement("a");
    link.href = URL.createObjectURL(blob);
    link.download = "随机数-" + content.draw + "-v" + content.version + "-" + content.agency + ".json";
    link.click();
    window.setTimeout(function () { URL.revokeObjectURL(link.href); }, 10000);
  }

  function say(root, sentence) {
    var place = root.querySelector("[data-message]");
    place.textContent = sentence;
    place.hidden = !sentence;
  }

  function hex(bytes) {
    return Array.from(bytes, function (byte) { return byte.toString(16).padStart(2, "0"); }).join("");
  }

  function unhex(text) {
    return Uint8Array.from(text.match(/../g), function (pair) { return parseInt(pair, 16); });
  }
})();
