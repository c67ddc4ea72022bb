import type { VNode } from "preact";
import { hostOf, safeUrl } from "../../markup/links.ts";
import { canonicalLine } from "../../markup/plain.ts";
import { LINK_REL } from "../../markup/to-html.ts";
import type { AttachmentView } from "../target.ts";
import { downloadName, isPicture, shownName, storedExtension, storedPath } from "./names.ts";
import { relative, type Tree } from "./paths.ts";
import type { PdfPages } from "./pdf.ts";
import { Own, type Desk } from "./shell.tsx";

export interface AttachmentsProps {
  readonly desk: Desk;
  readonly from: string;
  readonly tree: Tree;
  readonly attachments: readonly AttachmentView[];
  readonly pdfPages: PdfPages;
}

/** What hangs on a post. Pictures are shown, files are offered, links are cards, what is missing says so. */
export function Attachments(props: AttachmentsProps): VNode | null {
  if (props.attachments.length === 0) return null;
  return (
    <ul class="files plain" aria-label={props.desk.words.files}>
      {props.attachments.map((attachment) => (
        <li {...(attachment.isSecret ? {} : { "data-key": attachment.key })}>{oneAttachment(attachment, props)}</li>
      ))}
    </ul>
  );
}

function oneAttachment(attachment: AttachmentView, props: AttachmentsProps): VNode {
  const { desk } = props;
  if (attachment.sha256 !== null) return stored(attachment, attachment.sha256, props);
  if (safeUrl(attachment.url) !== undefined && attachment.kind !== "file") return <LinkCard attachment={attachment} desk={desk} />;
  if (attachment.kind === "file") return <Missing name={attachment.name ?? attachment.title} desk={desk} />;
  if (attachment.kind === "page") return <Missing name={attachment.title ?? attachment.name} desk={desk} />;
  return <LinkCard attachment={attachment} desk={desk} />;
}

function stored(attachment: AttachmentView, sha256: string, { desk, from, tree, pdfPages }: AttachmentsProps): VNode {
  const href = relative(from, storedPath(tree, sha256, attachment.name));
  const name = shownName(attachment.name) || desk.words.unnamedFile;
  if (isPicture(attachment.name)) {
    return (
      <figure>
        <a href={href}>
          <img src={href} alt={name} loading="lazy" />
        </a>
        <figcaption>
          <Own text={name} />
        </figcaption>
      </figure>
    );
  }
  const ending = storedExtension(attachment.name);
  const pages = pdfPages.get(sha256);
  const facts = [
    pages === undefined ? "" : desk.words.filePages(pages, desk.write.number(pages)),
    attachment.sizeBytes === null ? "" : desk.write.bytes(attachment.sizeBytes),
  ].filter((fact) => fact !== "");
  // A PDF opens in the reader's own viewer; embedded, it would run what it carries as soon as the page is looked at.
  const opens = ending === "pdf";
  return (
    <div class={opens ? "file document" : "file"}>
      <span class="ending" aria-hidden="true">
        {ending}
      </span>
      <span>
        <a href={href} {...(opens ? {} : { download: downloadName(attachment.name) })}>
          <Own text={name} />
        </a>
        {facts.length > 0 && <span class="muted">{facts.join(" · ")}</span>}
      </span>
      {opens && (
        <a class="save" href={href} download={downloadName(attachment.name)}>
          {desk.words.save} <span class="hidden">{name}</span>
        </a>
      )}
    </div>
  );
}

function Missing({ name, desk }: { readonly name: string | null; readonly desk: Desk }): VNode {
  return (
    <div class="file missing">
      <span class="ending" aria-hidden="true">
        ?
      </span>
      <span>
        <Own text={shownName(name) || desk.words.unnamedFile} />
        <span class="muted">{desk.words.fileMissing}</span>
      </span>
    </div>
  );
}

/** Nothing of the linked page is loaded: the card says what the source knew of it. */
function LinkCard({ attachment, desk }: { readonly attachment: AttachmentView; readonly desk: Desk }): VNode {
  const url = safeUrl(attachment.url);
  const host = hostOf(attachment.url);
  const fallback = attachment.kind === "message" ? desk.words.sharedPost : (attachment.url ?? desk.words.unnamedLink);
  const title = canonicalLine(attachment.title ?? "") || canonicalLine(attachment.name ?? "") || fallback;
  const description = canonicalLine(attachment.description ?? "");
  return (
    <div class="linkcard">
      {url === undefined ? (
        <Own text={title} />
      ) : (
        <a href={url} rel={LINK_REL}>
          <Own text={title} />
        </a>
      )}
      {description !== "" && (
        <p>
          <Own text={description} />
        </p>
      )}
      {host !== undefined && <span class="muted">{host}</span>}
    </div>
  );
}
