/* Computes the unit of the enterprise again in its own browser, from what it typed. Root: [data-unit-check="unit id"] */
(function () {
  "use strict";

  var root = document.querySelector("[data-unit-check]");
  if (!root) { return; }
  var salt = document.querySelector("[name=salt]").value;
  var entity = document.querySelector("[name=entity]").value.toLowerCase();
  var head = new TextEncoder().encode("tongjian-unit/1\u0000");
  var bytes = salt.match(/../g).map(function (pair) { return parseInt(pair, 16); });
  var digest = window.tongjianSha256(Uint8Array.from([].concat(Array.from(head), bytes, Array.from(new TextEncoder().encode(entity)))));
  var unit = Array.from(digest, function (byte) { return byte.toString(16).padStart(2, "0"); }).join("").slice(0, 32);
  root.textContent = unit === root.dataset.unitCheck ? "您的浏览器算出的相同。" : "您的浏览器算出的是 " + unit + "，与上面不同，请保存本页并向组织部门反映。";
})();
