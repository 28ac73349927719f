/** @jsxImportSource react */
/** From a name and a password over the second factor to the console; at the first sign-in a password and a factor of one's own. */
import { type FormEvent, useState } from "react";
import { useDoing } from "../app/asked.ts";
import { Action, Field, PopUp, Problem } from "../parts/parts.tsx";
import { t } from "../text.ts";
import type { Session } from "./session.ts";

type Step =
  | { step: "password" }
  | { step: "code" | "new-password"; session: string }
  | { step: "set-up"; session: string; secret: string };

interface Props {
  session: Session;
  /** Only this person may sign in: what they typed is still on the screen. */
  user?: string | undefined;
}

export function SignIn({ session, user }: Props) {
  const [step, setStep] = useState<Step>({ step: "password" });
  const [username, setUsername] = useState(user ?? "");
  const [password, setPassword] = useState("");
  const [code, setCode] = useState("");
  const { busy, error, run } = useDoing();

  const enter = async () => {
    const next = await ask();
    setCode("");
    if (next.step === "done") return;
    setPassword("");
    if (next.step !== "set-up") return setStep({ step: next.step, session: next.session });
    setStep({ step: "set-up", ...(await session.setUp(next.session)) });
  };
  const ask = () => {
    switch (step.step) {
      case "password":
        return session.password(username.trim(), password);
      case "code":
        return session.code(username.trim(), step.session, code);
      case "new-password":
        return session.newPassword(username.trim(), step.session, password);
      case "set-up":
        return session.setUpCode(username.trim(), step.session, code);
    }
  };
  const submit = (event: FormEvent) => {
    event.preventDefault();
    void run(async () => {
      try {
        await enter();
      } catch (cause) {
        if (step.step === "password") setPassword("");
        // A challenge can be answered once.
        if (step.step === "code" || step.step === "set-up") setStep({ step: "password" });
        throw cause;
      }
    });
  };

  return (
    <form className="sign-in" onSubmit={submit}>
      {step.step === "password" && (
        <>
          {user === undefined ? (
            <Field
              label={t.signIn.username}
              value={username}
              onChange={setUsername}
              autoComplete="username"
              autoFocus
              required
            />
          ) : (
            <p>{t.signIn.again(user)}</p>
          )}
          <Field
            label={t.signIn.password}
            type="password"
            value={password}
            onChange={setPassword}
            autoComplete="current-password"
            autoFocus={user !== undefined}
            required
          />
        </>
      )}
      {step.step === "new-password" && (
        <Field
          label={t.signIn.newPassword}
          hint={t.signIn.newPasswordRule}
          type="password"
          value={password}
          onChange={setPassword}
          autoComplete="new-password"
          autoFocus
          required
        />
      )}
      {step.step === "set-up" && (
        <p>
          {t.signIn.setUp} <code className="secret">{step.secret}</code>
        </p>
      )}
      {(step.step === "code" || step.step === "set-up") && (
        <Field
          label={t.signIn.code}
          hint={t.signIn.codeHint}
          value={code}
          onChange={setCode}
          inputMode="numeric"
          autoComplete="one-time-code"
          pattern="\d{6}"
          maxLength={6}
          autoFocus
          required
        />
      )}
      <Problem error={error === undefined ? undefined : new Error(t.signIn.failed(error))} />
      <Action type="submit" tone="primary" isDisabled={busy}>
        {step.step === "password" ? t.signIn.next : t.signIn.enter}
      </Action>
    </form>
  );
}

export function SignInPage({ session }: { session: Session }) {
  return (
    <main className="gate">
      <h1>{t.signIn.title}</h1>
      <SignIn session={session} />
    </main>
  );
}

export function SignInAgain({ session, user }: Required<Props>) {
  return (
    <PopUp title={t.signIn.expired}>
      <SignIn session={session} user={user} />
      <Action onPress={() => void session.signOut()}>{t.signIn.leave}</Action>
    </PopUp>
  );
}
