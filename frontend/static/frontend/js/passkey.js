/* Passkeys: a form with data-passkey asks the device and sends its answer. Without this file a code opens the door. */
(() => {
  "use strict";
  if (!window.PublicKeyCredential || !navigator.credentials) return;
  const bytes = (text) =>
    Uint8Array.from(atob(text.replace(/-/g, "+").replace(/_/g, "/")), (sign) => sign.charCodeAt(0));
  const text = (buffer) =>
    buffer && btoa(String.fromCharCode(...new Uint8Array(buffer))).replace(/\+/g, "-").replace(/\//g, "_").replace(/=+$/, "");

  const question = (options) => {
    const asked = options.publicKey;
    asked.challenge = bytes(asked.challenge);
    if (asked.user) asked.user.id = bytes(asked.user.id);
    for (const list of ["excludeCredentials", "allowCredentials"])
      if (asked[list]) asked[list].forEach((each) => { each.id = bytes(each.id); });
    return asked;
  };
  const answer = (made) => {
    const given = made.response;
    const response = { clientDataJSON: text(given.clientDataJSON) };
    for (const name of ["attestationObject", "authenticatorData", "signature", "userHandle"])
      if (given[name]) response[name] = text(given[name]);
    return JSON.stringify({
      id: made.id, rawId: text(made.rawId), type: made.type, response,
      clientExtensionResults: made.getClientExtensionResults(),
    });
  };

  document.querySelectorAll("form[data-passkey]").forEach((form) => {
    form.hidden = false;
    const told = form.querySelector("[data-passkey-told]");
    form.addEventListener("submit", async (event) => {
      event.preventDefault();
      told.textContent = "";
      if (!form.reportValidity()) return;
      try {
        const asked = await fetch(form.dataset.passkey, {
          method: "POST", headers: { "X-CSRFToken": form.elements.csrfmiddlewaretoken.value },
        });
        const options = await asked.json();
        if (!asked.ok) throw new Error(options.error);
        const publicKey = question(options);
        const way = form.dataset.passkeyMakes ? "create" : "get";
        form.elements.answer.value = answer(await navigator.credentials[way]({ publicKey }));
        form.submit();
      } catch (error) {
        // A person who closes the device's window is told what else there is.
        told.textContent = error instanceof DOMException ? form.dataset.passkeyRefused : error.message;
      }
    });
  });
})();
