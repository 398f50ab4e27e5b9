/* Draws every .chart[data-chart] from the JSON beside it. Colours and fonts are the house's; tooltips are text, because
   the page allows no inline style. */
(function () {
  "use strict";

  var COLOURS = ["#1a4f8b", "#7f9fc2", "#566371", "#b8c4d0", "#256b45", "#8fb8a0"];
  var FONT = "PingFang SC, Microsoft YaHei, Noto Sans CJK SC, sans-serif";

  function draw(place) {
    var source = document.getElementById(place.dataset.chart);
    if (!source || !window.echarts) {
      return;
    }
    var option = JSON.parse(source.textContent);
    var still = window.matchMedia("(prefers-reduced-motion: reduce)").matches;
    var chart = window.echarts.init(place, null, { renderer: "canvas" });
    chart.setOption(Object.assign({
      color: COLOURS,
      animation: !still,
      textStyle: { fontFamily: FONT, color: "#1f2933" },
      grid: { left: 12, right: 16, top: 32, bottom: 8, containLabel: true }
    }, option, { tooltip: Object.assign({ trigger: "axis", renderMode: "richText" }, option.tooltip) }));
    window.addEventListener("resize", function () { chart.resize(); });
    window.addEventListener("beforeprint", function () { chart.resize(); });
  }

  document.addEventListener("DOMContentLoaded", function () {
    document.querySelectorAll(".chart[data-chart]").forEach(draw);
  });
})();
