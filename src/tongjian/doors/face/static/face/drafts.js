/* Nothing typed is lost. A form with data-draft="key" keeps itself on this computer, per person, and comes back after a
   reload, a crash or an expired session; it is forgotten once the server has taken it, or after seven days.
   Fields with data-no-draft, passwords and files are never kept. data-keep on a form: no warning on leaving. */
(function () {
  "use strict";

  var doc = document;
  var WEEK = 7 * 24 * 3600 * 1000;
  var PENDING = "draft-sent";

  function keyOf(form) {
    return "draft:" + (doc.body.dataset.user || "") + ":" + form.dataset.draft;
  }

  function fields(form) {
    return Array.prototype.filter.call(form.elements, function (element) {
      return element.name && element.name !== "csrfmiddlewaretoken" && !element.disabled &&
        !element.hasAttribute("data-no-draft") &&
        ["password", "file", "hidden", "submit", "button", "reset"].indexOf(element.type) === -1;
    });
  }

  function stateOf(form) {
    return fields(form).map(function (element) {
      if (element.type === "checkbox" || element.type === "radio") {
        return [element.name, element.value, element.checked];
      }
      if (element.multiple) {
        return [element.name, null, Array.prototype.map.call(element.selectedOptions, function (o) { return o.value; })];
      }
      return [element.name, null, element.value];
    });
  }

  function restore(form, state) {
    var left = state.slice();
    fields(form).forEach(function (element) {
      var at = left.findIndex(function (kept) {
        return kept[0] === element.name && (kept[1] === null || kept[1] === element.value);
      });
      if (at === -1) {
        return;
      }
      var value = left.splice(at, 1)[0][2];
      if (element.type === "checkbox" || element.type === "radio") {
        element.checked = value;
      } else if (element.multiple) {
        Array.prototype.forEach.call(element.options, function (o) { o.selected = value.indexOf(o.value) !== -1; });
      } else {
        element.value = value;
      }
    });
  }

  function say(form, text) {
    var place = form.querySelector("[data-draft-state]");
    if (place) {
      place.textContent = text;
    }
  }

  function keep(form) {
    try {
      localStorage.setItem(keyOf(form), JSON.stringify({ at: Date.now(), state: stateOf(form) }));
      say(form, "草稿已保存在本机");
    } catch (full) {
      say(form, "草稿存不下了，请尽快提交");
    }
  }

  function read(key) {
    try {
      return JSON.parse(localStorage.getItem(key));
    } catch (broken) {
      return null;
    }
  }

  function bindForm(form) {
    form.dataset.draftBound = "";
    var original = JSON.stringify(stateOf(form));
    var kept = read(keyOf(form));
    /* A refused form comes back from the server with what was typed: that is newer than the draft. */
    if (kept && !form.hasAttribute("data-refused") && Date.now() - kept.at < WEEK &&
        JSON.stringify(kept.state) !== original) {
      restore(form, kept.state);
      form.dataset.changed = "yes";
      offerOriginal(form, kept.at, JSON.parse(original));
    }
    if (form.hasAttribute("data-refused")) {
      form.dataset.changed = "yes";
    }

    var timer = 0;
    function changed() {
      form.dataset.changed = "yes";
      window.clearTimeout(timer);
      timer = window.setTimeout(function () { keep(form); }, 400);
    }
    form.addEventListener("input", changed);
    form.addEventListener("change", changed);
    form.addEventListener("keydown", enter);
    form.addEventListener("submit", function (event) {
      if (!event.defaultPrevented) {
        window.clearTimeout(timer);
        keep(form);
        sessionStorage.setItem(PENDING, keyOf(form));
        form.dataset.changed = "";
      }
    });
  }

  function offerOriginal(form, at, original) {
    var place = form.querySelector("[data-draft-state]");
    if (!place) {
      return;
    }
    var drop = doc.createElement("button");
    drop.type = "button";
    drop.className = "copy";
    drop.textContent = "不要草稿";
    drop.addEventListener("click", function () {
      restore(form, original);
      localStorage.removeItem(keyOf(form));
      form.dataset.changed = "";
      place.textContent = "";
    });
    place.textContent = "已恢复 " + new Date(at).toLocaleString("zh-CN", { hour12: false }) + " 的草稿 ";
    place.append(drop);
  }

  /* Enter in a half-filled form moves on instead of sending it. */
  function enter(event) {
    var field = event.target;
    if (event.key !== "Enter" || event.isComposing || field.tagName !== "INPUT" || field.type === "submit" ||
        this.checkValidity()) {
      return;
    }
    event.preventDefault();
    var wanting = Array.prototype.find.call(this.elements, function (element) {
      return element.willValidate && !element.checkValidity();
    });
    if (wanting) {
      wanting.focus();
    }
  }

  /* Sent, and the form has not come back refused: the server has it. */
  function forgetSent() {
    var sent = sessionStorage.getItem(PENDING);
    if (!sent || doc.querySelector("#failure")) {
      return;
    }
    var back = Array.prototype.some.call(doc.querySelectorAll("form[data-draft][data-refused]"), function (form) {
      return keyOf(form) === sent;
    });
    sessionStorage.removeItem(PENDING);
    if (!back) {
      localStorage.removeItem(sent);
    }
  }

  function forgetOld() {
    Object.keys(localStorage).forEach(function (key) {
      if (key.indexOf("draft:") === 0) {
        var kept = read(key);
        if (!kept || Date.now() - kept.at > WEEK) {
          localStorage.removeItem(key);
        }
      }
    });
  }

  function bind() {
    doc.querySelectorAll("form[data-draft]:not([data-draft-bound])").forEach(bindForm);
  }

  doc.addEventListener("DOMContentLoaded", function () {
    forgetSent();
    forgetOld();
    bind();
  });
  doc.addEventListener("htmx:afterSwap", function () {
    forgetSent();
    bind();
  });
  window.addEventListener("beforeunload", function (event) {
    if (doc.querySelector("form[data-changed=yes]:not([data-keep])")) {
      event.preventDefault();
      event.returnValue = "";
    }
  });
})();
