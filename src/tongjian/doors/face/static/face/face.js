/* What pages do by attribute. Everything here is a convenience: reading and sending work without it.
   data-copy="text" · data-dialog="#id" · data-confirm="#id" · data-close · data-accept · data-dismiss=".selector"
   data-print · data-back · data-dropzone · data-filters · data-views · data-connection · data-search · data-tick-all="name" */
(function () {
  "use strict";

  var doc = document;

  function on(type, handler, options) {
    doc.addEventListener(type, handler, options);
  }

  function closest(event, selector) {
    return event.target instanceof Element ? event.target.closest(selector) : null;
  }

  /* “/” goes to the search field, unless one is writing. */
  on("keydown", function (event) {
    var writing = event.target instanceof Element && event.target.closest("input, textarea, select, [contenteditable]");
    if (event.key === "/" && !writing && !event.ctrlKey && !event.metaKey && !event.altKey) {
      var field = doc.querySelector("[data-search], [data-filters] input[type=search]");
      if (field) {
        event.preventDefault();
        field.focus();
        field.select();
      }
    }
    if (event.key === "Escape") {
      closeMenus(null);
    }
  });

  /* Menus are <details>: one open at a time. */
  function closeMenus(except) {
    doc.querySelectorAll("details.menu[open]").forEach(function (menu) {
      if (menu !== except && !menu.contains(except)) {
        var hadFocus = menu.contains(doc.activeElement);
        menu.removeAttribute("open");
        if (hadFocus && except === null) {
          menu.querySelector("summary").focus();
        }
      }
    });
  }

  on("click", function (event) {
    closeMenus(closest(event, "details.menu"));

    var copy = closest(event, "[data-copy]");
    if (copy) {
      copyText(copy);
    }

    var opener = closest(event, "[data-dialog]");
    if (opener) {
      open(doc.querySelector(opener.dataset.dialog));
    }

    var closer = closest(event, "[data-close]");
    if (closer) {
      closer.closest("dialog").close();
    }

    var accept = closest(event, "[data-accept]");
    if (accept) {
      var dialog = accept.closest("dialog");
      var asked = dialog.asked;
      dialog.close();
      if (asked) {
        asked.dataset.confirmed = "yes";
        asked.form.requestSubmit(asked);
      }
    }

    var dismiss = closest(event, "[data-dismiss]");
    if (dismiss) {
      dismiss.closest(dismiss.dataset.dismiss).remove();
    }

    if (closest(event, "[data-print]")) {
      window.print();
    }
    if (closest(event, "[data-back]")) {
      window.history.back();
    }
    if (closest(event, "[aria-disabled=true]")) {
      event.preventDefault();
    }
  });

  function open(dialog) {
    if (dialog && typeof dialog.showModal === "function") {
      dialog.showModal();
    }
  }

  function copyText(button) {
    var word = button.querySelector("span") || button;
    var before = word.textContent;

    function done(text) {
      word.textContent = text;
      window.setTimeout(function () {
        word.textContent = before;
      }, 1600);
    }

    if (navigator.clipboard && window.isSecureContext) {
      navigator.clipboard.writeText(button.dataset.copy).then(
        function () { done("已复制"); },
        function () { done("请手工复制"); }
      );
      return;
    }
    /* Without HTTPS there is no clipboard API. */
    var area = doc.createElement("textarea");
    area.value = button.dataset.copy;
    area.className = "visually-hidden";
    button.after(area);
    area.select();
    done(doc.execCommand("copy") ? "已复制" : "请手工复制");
    area.remove();
    button.focus();
  }

  /* Sending: ask first where asked to, never twice. */
  on("submit", function (event) {
    var form = event.target;
    var button = event.submitter;
    if (button && button.dataset.confirm && button.dataset.confirmed !== "yes") {
      var dialog = doc.querySelector(button.dataset.confirm);
      if (dialog && typeof dialog.showModal === "function") {
        event.preventDefault();
        event.stopPropagation();
        dialog.asked = button;
        open(dialog);
        return;
      }
    }
    if (form.method === "post" || form.hasAttribute("hx-post")) {
      if (form.dataset.sending === "yes") {
        event.preventDefault();
        event.stopPropagation();
        return;
      }
      form.dataset.sending = "yes";
      busy(form, true);
      /* Comes back by itself if the server never answers. */
      window.setTimeout(function () { release(form); }, 30000);
    }
  }, true);

  function busy(form, isBusy) {
    Array.prototype.forEach.call(form.elements, function (element) {
      if (element.type === "submit") {
        if (isBusy) {
          element.setAttribute("aria-busy", "true");
        } else {
          element.removeAttribute("aria-busy");
          delete element.dataset.confirmed;
        }
      }
    });
  }

  function release(form) {
    delete form.dataset.sending;
    busy(form, false);
  }

  window.addEventListener("pageshow", function () {
    doc.querySelectorAll("form[data-sending]").forEach(release);
  });

  on("htmx:afterRequest", function (event) {
    var form = event.target.closest && event.target.closest("form");
    if (form) {
      release(form);
    }
  });

  /* The server could not be reached at all: say so, and that nothing was lost. */
  on("htmx:sendError", notReached);
  on("htmx:timeout", notReached);

  function notReached() {
    var place = doc.getElementById("notices");
    if (!place || place.querySelector("[data-not-reached]")) {
      return;
    }
    var note = doc.createElement("div");
    note.className = "notice notice-error";
    note.dataset.notReached = "";
    note.textContent = "没有连上服务器，这一步没有办成；页面上已填写的内容都还在。请检查网络后再试。";
    place.append(note);
  }

  /* Reading order after an answer: first what is wrong. */
  function showErrors(root) {
    var summary = root.querySelector && root.querySelector("[data-error-summary]");
    if (summary) {
      summary.focus();
    }
  }

  /* Files: dropped or chosen, named at once, refused at once when too large. */
  function bindDropzones(root) {
    root.querySelectorAll("[data-dropzone]:not([data-bound])").forEach(function (zone) {
      var input = zone.querySelector("input[type=file]");
      var chosen = zone.querySelector("[data-chosen]");
      if (!input) {
        return;
      }
      zone.dataset.bound = "";
      ["dragenter", "dragover"].forEach(function (type) {
        zone.addEventListener(type, function (event) {
          event.preventDefault();
          zone.classList.add("is-over");
        });
      });
      ["dragleave", "drop"].forEach(function (type) {
        zone.addEventListener(type, function () { zone.classList.remove("is-over"); });
      });
      zone.addEventListener("drop", function (event) {
        event.preventDefault();
        if (event.dataTransfer.files.length) {
          input.files = event.dataTransfer.files;
          input.dispatchEvent(new Event("change", { bubbles: true }));
        }
      });
      input.addEventListener("change", function () {
        var file = input.files[0];
        var limit = Number(input.dataset.maxBytes || 0);
        var tooBig = Boolean(file && limit && file.size > limit);
        input.setCustomValidity(tooBig ? "文件太大" : "");
        chosen.textContent = file ? file.name + "（" + size(file.size) + "）" + (tooBig ? " 超过上限，请换一个文件" : "") : "";
      });
    });
  }

  function size(bytes) {
    return bytes < 1048576 ? Math.max(1, Math.round(bytes / 1024)) + " KB" : (bytes / 1048576).toFixed(1) + " MB";
  }

  /* Filters worth keeping: named addresses, on this computer only. */
  function bindViews(root) {
    root.querySelectorAll("[data-views]:not([data-bound])").forEach(function (menu) {
      var key = "views:" + (doc.body.dataset.user || "") + ":" + menu.dataset.views;
      var list = menu.querySelector("[data-views-list]");
      menu.dataset.bound = "";
      menu.hidden = false;

      function read() {
        try {
          return JSON.parse(localStorage.getItem(key) || "[]");
        } catch (broken) {
          return [];
        }
      }

      function write(views) {
        localStorage.setItem(key, JSON.stringify(views));
        draw();
      }

      function draw() {
        list.textContent = "";
        read().forEach(function (view, at) {
          var item = doc.createElement("li");
          var link = doc.createElement("a");
          var drop = doc.createElement("button");
          link.href = menu.dataset.views + view.query;
          link.textContent = view.name;
          drop.type = "button";
          drop.className = "btn-close";
          drop.setAttribute("aria-label", "删除 " + view.name);
          drop.addEventListener("click", function () {
            write(read().filter(function (_, other) { return other !== at; }));
          });
          item.append(link, drop);
          list.append(item);
        });
      }

      menu.querySelector("[data-views-keep]").addEventListener("click", function () {
        var name = window.prompt("给这组筛选起个名字", "");
        if (name) {
          var query = new URLSearchParams(location.search);
          query.delete("cursor");
          write(read().concat([{ name: name, query: "?" + query.toString() }]).slice(-12));
        }
      });
      draw();
    });
  }

  /* One box for all of a name in its form, and how many are ticked. */
  function boxesOf(line) {
    var selector = "input[type=checkbox][name=" + JSON.stringify(line.dataset.tickAll) + "]:not(:disabled)";
    return Array.from(line.closest("form").querySelectorAll(selector));
  }

  function countTicks(line) {
    var boxes = boxesOf(line);
    var ticked = boxes.filter(function (box) { return box.checked; }).length;
    var all = line.querySelector("input");
    all.checked = ticked > 0 && ticked === boxes.length;
    all.indeterminate = ticked > 0 && ticked < boxes.length;
    line.querySelector("[data-tick-count]").textContent = "已选 " + ticked + " / " + boxes.length;
    line.hidden = boxes.length === 0;
  }

  on("change", function (event) {
    var line = closest(event, "[data-tick-all]");
    if (line) {
      boxesOf(line).forEach(function (box) { box.checked = event.target.checked; });
      countTicks(line);
    } else if (event.target.form) {
      event.target.form.querySelectorAll("[data-tick-all]").forEach(countTicks);
    }
  });

  /* The inspector's line: whether there is a signal. */
  function connection() {
    doc.querySelectorAll("[data-connection]").forEach(function (line) {
      var online = line.querySelector(".sync-online");
      var offline = line.querySelector(".sync-offline");
      if (online && offline) {
        online.hidden = !navigator.onLine;
        offline.hidden = navigator.onLine;
      }
    });
  }

  window.addEventListener("online", connection);
  window.addEventListener("offline", connection);

  function bind(root) {
    bindDropzones(root);
    bindViews(root);
    root.querySelectorAll("[data-tick-all]").forEach(countTicks);
    showErrors(root);
  }

  /* On a narrow screen the line of tabs scrolls: the one we are on is in sight. */
  function showTab() {
    var tab = doc.querySelector(".tabs-line [aria-current]");
    if (tab) {
      var line = tab.closest(".tabs-line");
      line.scrollLeft = tab.offsetLeft - (line.clientWidth - tab.offsetWidth) / 2;
    }
  }

  on("DOMContentLoaded", function () {
    bind(doc);
    showTab();
    connection();
  });
  on("htmx:afterSwap", function (event) {
    bind(event.target.isConnected ? event.target.parentNode || doc : doc);
  });
})();
