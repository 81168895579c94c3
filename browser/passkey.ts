/* passkey.ts: lets the device make a passkey, or sign in with one.
 *
 * The form is hidden until here, where it is known that the browser can. Pressing its
 * button asks for a challenge, lets the device sign it, puts what came of it into
 * the form and sends that; what follows is an ordinary page.
 *
 * SPDX-License-Identifier: AGPL-3.0-or-later */
interface Begin {
  challenge: string;
  party: string;
  movement?: string;
  handle?: string;
  account?: string;
  name?: string;
  has?: string[];
}

function bytesOf(text: string): Uint8Array {
  const plain = atob(text.replace(/-/g, "+").replace(/_/g, "/"));
  return Uint8Array.from(plain, (letter) => letter.charCodeAt(0));
}

function textOf(buffer: ArrayBuffer | null): string {
  const letters = Array.from(new Uint8Array(buffer ?? new ArrayBuffer(0)), (byte) => String.fromCharCode(byte));
  return btoa(letters.join("")).replace(/\+/g, "-").replace(/\//g, "_").replace(/=+$/, "");
}

async function begin(action: string): Promise<Begin> {
  const reply = await fetch(`${action}/begin`, {
    method: "POST",
    credentials: "same-origin",
    headers: { "Content-Type": "application/x-www-form-urlencoded" },
    body: "",
  });
  if (!reply.ok) throw new Error(`${reply.status}`);
  return (await reply.json()) as Begin;
}

async function made(of: Begin): Promise<Record<string, string>> {
  const credential = (await navigator.credentials.create({
    publicKey: {
      challenge: bytesOf(of.challenge),
      rp: { id: of.party, name: of.movement ?? of.party },
      user: { id: bytesOf(of.handle ?? ""), name: of.account ?? "", displayName: of.name ?? "" },
      pubKeyCredParams: [-8, -7, -257].map((alg) => ({ type: "public-key" as const, alg })),
      excludeCredentials: (of.has ?? []).map((id) => ({ type: "public-key" as const, id: bytesOf(id) })),
      authenticatorSelection: { residentKey: "required", requireResidentKey: true, userVerification: "required" },
      attestation: "none",
    },
  })) as PublicKeyCredential | null;
  if (!credential) throw new Error("none was made");
  const response = credential.response as AuthenticatorAttestationResponse;
  return { client: textOf(response.clientDataJSON), device: textOf(response.getAuthenticatorData()) };
}

async function signed(of: Begin): Promise<Record<string, string>> {
  const credential = (await navigator.credentials.get({
    publicKey: { challenge: bytesOf(of.challenge), rpId: of.party, userVerification: "required" },
  })) as PublicKeyCredential | null;
  if (!credential) throw new Error("none was used");
  const response = credential.response as AuthenticatorAssertionResponse;
  return {
    client: textOf(response.clientDataJSON),
    device: textOf(response.authenticatorData),
    credential: textOf(credential.rawId),
    signature: textOf(response.signature),
    handle: textOf(response.userHandle),
  };
}

function fieldSet(form: HTMLFormElement, name: string, value: string): void {
  let field = form.querySelector<HTMLInputElement>(`input[name="${name}"]`);
  if (!field) {
    field = document.createElement("input");
    field.type = "hidden";
    field.name = name;
    form.append(field);
  }
  field.value = value;
}

export function passkeyStart(form: HTMLFormElement): void {
  if (typeof PublicKeyCredential !== "function" || !navigator.credentials) return;
  const adds = form.dataset["passkey"] === "add";
  if (adds && typeof AuthenticatorAttestationResponse.prototype.getAuthenticatorData !== "function") return;
  const status = form.querySelector<HTMLElement>("[data-passkey-status]");
  document.querySelector("[data-passkey-without]")?.remove();
  form.hidden = false;
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    if (status) status.textContent = "";
    begin(form.getAttribute("action") ?? "")
      .then((of) => (adds ? made(of) : signed(of)))
      .then((said) => {
        for (const [name, value] of Object.entries(said)) fieldSet(form, name, value);
        form.submit();
      })
      .catch(() => {
        if (status) status.textContent = status.dataset["failed"] ?? "";
      });
  });
}
