/* Adds where the phone is to a form that asks for it. Never waits long, and never stands in the way. */
(function () {
  "use strict";

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
      send,
      { timeout: 4000, maximumAge: 60000 }
    );
  }

  window.addEventListener(
    "submit",
    function (event) {
      var form = event.target;
      if (!form.matches("[data-place]") || form.dataset.located || !navigator.geolocation) {
        return;
      }
      event.preventDefault();
      event.stopImmediatePropagation();
      locate(form, event.submitter);
    },
    true
  );
})();
