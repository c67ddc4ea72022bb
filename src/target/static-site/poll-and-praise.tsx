import type { VNode } from "preact";
import { canonicalLine } from "../../markup/plain.ts";
import { ShareBar } from "../../page/charts.tsx";
import { Icon } from "../../page/icons.tsx";
import type { MessageView } from "../target.ts";
import { Avatar, excerpt, Own, PersonName, type Desk } from "./shell.tsx";

/** A word for a picture is short; what is longer is no word. */
const ICON_CHARS = 40;

/** The answers of a poll in its own order, with how many chose each where the source tells it. */
export function Poll({ desk, poll }: { readonly desk: Desk; readonly poll: NonNullable<MessageView["poll"]> }): VNode {
  const { words } = desk;
  const votes = poll.map((option) => votesOf(option.votes));
  const known = votes.flatMap((count) => count ?? []);
  const total = known.reduce((sum, count) => sum + count, 0);
  const most = Math.max(...known, 1);
  // A share is of all votes: where some are not told, there is none.
  const isWhole = known.length === poll.length && total > 0;
  return (
    <div class="poll">
      <ul class="plain" aria-label={words.kinds.poll}>
        {poll.map((option, index) => {
          const count = votes[index];
          return (
            <li>
              <p class={count === most ? "option leads" : "option"}>
                <Own text={option.answer} />
                {count !== undefined && <Votes desk={desk} count={count} share={isWhole ? count / total : undefined} />}
              </p>
              {isWhole && count !== undefined && <ShareBar share={count / total} leads={count === most} />}
            </li>
          );
        })}
      </ul>
      <p class="fine muted">
        {known.length === 0 && words.votesUnknown}
        {isWhole && words.votes(total, desk.write.number(total))}
      </p>
    </div>
  );
}

/** Undefined for what is no count (a damaged source has some). */
function votesOf(votes: number | null): number | undefined {
  return votes !== null && Number.isSafeInteger(votes) && votes >= 0 ? votes : undefined;
}

function Votes({ desk, count, share }: { readonly desk: Desk; readonly count: number; readonly share: number | undefined }): VNode {
  return (
    <span class="count">
      {desk.words.votes(count, desk.write.number(count))}
      {share !== undefined && <b>{desk.write.percent(share)}</b>}
    </span>
  );
}

/** Whom the post praises, and with which words, where the text does not say them anyway. */
export function Praise(props: {
  readonly desk: Desk;
  readonly from: string;
  readonly praise: NonNullable<MessageView["praise"]>;
  /** The post's text as one line. */
  readonly text: string;
}): VNode {
  const { desk, from, praise, text } = props;
  const comment = canonicalLine(praise.comment ?? "");
  const icon = excerpt(canonicalLine(praise.icon ?? "").replaceAll("_", " "), ICON_CHARS);
  return (
    <div class="praise">
      <p class="fine">
        <Icon name="praise" /> {praise.people.length > 0 ? desk.words.praiseFor : desk.words.kinds.praise}
        {icon !== "" && (
          <span class="badge warm">
            <Own text={icon} />
          </span>
        )}
      </p>
      {praise.people.length > 0 && (
        <ul class="praised plain">
          {praise.people.map((person) => (
            <li>
              <Avatar person={person} size="small" />
              <PersonName desk={desk} from={from} person={person} class="whom" />
            </li>
          ))}
        </ul>
      )}
      {comment !== "" && !text.includes(comment) && (
        <p class="comment" dir="auto">
          {comment}
        </p>
      )}
    </div>
  );
}
