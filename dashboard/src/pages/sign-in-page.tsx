import { Button, Loader, PasswordInput } from "@mantine/core";
import { ApiError, type SignInBody } from "@overten/contract";
import { useMutation } from "@tanstack/react-query";
import { type ReactElement, type SubmitEvent, useEffect, useRef, useState } from "react";
import { useLocation } from "wouter";
import { call, problemOf } from "../api/client.ts";
import { keepSession } from "../api/session.tsx";
import { Icon } from "../parts/icon.tsx";
import { Mark } from "../parts/mark.tsx";
import classes from "./sign-in-page.module.css";

/** In place of every page while nobody is signed in; afterwards the address is where one is. */
export function SignInPage(props: { hasEnded: boolean }): ReactElement {
  const [location, navigate] = useLocation();
  const [key, setKey] = useState("");
  const field = useRef<HTMLInputElement>(null);
  const signIn = useMutation({
    mutationFn: async (body: SignInBody) => call("createSession", { body }),
    onSuccess: (session) => {
      if (location === "/sign-in") navigate("/", { replace: true });
      keepSession(session);
    },
    onError: () => field.current?.focus(),
  });
  const { mutate } = signIn;
  const token = useLinkToken();
  useEffect(() => {
    document.title = "Sign in · Overten";
    if (token !== "") mutate({ sign_in_token: token });
  }, [token, mutate]);
  const submit = (event: SubmitEvent): void => {
    event.preventDefault();
    if (key.trim() !== "") mutate({ api_key: key.trim() });
  };
  return (
    <main className={classes["page"]}>
      <div className={classes["card"]}>
        <p className={classes["brand"]}>
          <Mark />
          Overten
        </p>
        <h1>Sign in</h1>
        {props.hasEnded ? (
          <p className={classes["ended"]} role="status">
            <Icon name="clock" size={16} /> Your session has ended. Sign in, and you are back on this page.
          </p>
        ) : null}
        <p className={classes["text"]}>
          With an API key of your organisation, or the operator’s key. The session lasts 12 hours and ends with the key.
        </p>
        {signIn.isPending && token !== "" ? (
          <p className={classes["waiting"]} role="status">
            <Loader size="xs" /> Signing in with the link …
          </p>
        ) : (
          <form onSubmit={submit} className={classes["form"]}>
            <PasswordInput
              ref={field}
              label="API key"
              description="sk_live_… or op_live_…"
              name="api_key"
              autoComplete="current-password"
              spellCheck={false}
              required
              value={key}
              onChange={(event) => setKey(event.currentTarget.value)}
              error={signIn.isError ? refusalOf(signIn.error, signIn.variables) : null}
              visibilityToggleButtonProps={{ "aria-label": "Show the key", tabIndex: 0 }}
            />
            <Button
              type="submit"
              size="md"
              fullWidth
              loading={signIn.isPending}
              rightSection={<Icon name="arrowRight" size={17} />}
            >
              Sign in
            </Button>
          </form>
        )}
        <details className={classes["where"]}>
          <summary>Where is my key?</summary>
          <p>
            In development <code>npm start</code> prints one on its screen, with a link that signs in by itself once.
            The operator’s key is in <code>data/keys/operator-key</code>. In production ask whoever runs this server.
          </p>
        </details>
      </div>
    </main>
  );
}

/** The API's own words for an unknown key are for programs. */
function refusalOf(error: Error, tried: SignInBody): string {
  if ("api_key" in tried && error instanceof ApiError && error.code === "invalid_api_key") {
    return "This key opens nothing here: it is mistyped, was revoked, or belongs to another server.";
  }
  return problemOf(error);
}

/** The token of a one-time link, taken out of the address at once so that it stays in no history. */
function useLinkToken(): string {
  const [token] = useState(() => window.location.hash.slice(1));
  useEffect(() => {
    if (token !== "") window.history.replaceState(null, "", window.location.pathname + window.location.search);
  }, [token]);
  return token;
}
