/* Adds where the phone is to a form that asks for it, or why it does not say. Never waits long, and never stands in
   the way. */
(function () {
  "use strict";

  var REASONS = { 1: "denied", 2: "unavailable", 3: "timeout" };

  function locate(form, submitter) {
    function send() {
      form.dataset.located = "yes";
      form.requestSubmit(submitter);
    }
    navigator.geolocation.getCurrentPosition(
      function (found) {
        form.elements.latitude.value = found.coords.latitude;
        form.elements.longitude.value = found.coords.longitude;
        send();
      },
      function (failed) {
        form.elements.place_missing.value = REASONS[failed.code] || "unavailable";
        send();
      },
      { timeout: 4000, maximumAge: 60000 }
    );
  }

  window.addEventListener(
    "submit",
    function (event) {
      var form = event.target;
      if (!form.matches("[data-place]") || form.dataset.located) {
        return;
      }
      if (!navigator.geolocation) {
        form.elements.place_missing.value = "unsupported";
        return;
      }
      event.preventDefault();
      event.stopImmediatePropagation();
      locate(form, event.submitter);
    },
    true
  );
})();
