import { createHash } from "node:crypto";
import type { ComponentChildren, VNode } from "preact";
import { renderToString } from "preact-render-to-string";
import type { Language } from "./dates.ts";
import { texts } from "./texts.ts";

export interface NavItem {
  readonly href: string;
  readonly label: string;
  readonly current?: boolean;
}

export interface LayoutProps {
  readonly language: Language;
  /** The tab's name. */
  readonly title: string;
  /** Whose pages these are; leads to the front page where there is one. */
  readonly site: { readonly name: string; readonly href?: string };
  readonly nav?: readonly NavItem[];
  /** One of the two: an address beside the page, or the rules themselves for a page that travels alone. */
  readonly stylesheet?: string;
  readonly inlineCss?: string;
  /** Addresses of scripts beside the page: the only ones that may run in it. */
  readonly scripts?: readonly string[];
  /** First in the head, in this order: machines that look for them read little. */
  readonly meta?: readonly (readonly [name: string, content: string])[];
  /** Attributes of the page's subject, on `main`. */
  readonly data?: Readonly<Record<`data-${string}`, string>>;
  readonly narrow?: boolean;
  readonly footer?: ComponentChildren;
  readonly children: ComponentChildren;
}

/** Nothing but our own rules and pictures beside the page: what slips through escaping still cannot run or call home. */
function policy({ inlineCss, scripts }: LayoutProps): string {
  const style = inlineCss === undefined ? "'self'" : `'sha256-${createHash("sha256").update(inlineCss).digest("base64")}'`;
  const script = scripts === undefined ? "" : " script-src 'self';";
  return `default-src 'none';${script} style-src ${style}; img-src 'self' data:; font-src 'self'; base-uri 'none'; form-action 'none'`;
}

/** Every page: landmarks, a skip link, the language, no indexing, a policy that lets nothing run. */
export function Layout(props: LayoutProps): VNode {
  const words = texts(props.language);
  const wrap = props.narrow ? "wrap narrow" : "wrap";
  return (
    <html lang={props.language}>
      <head>
        <meta charset="utf-8" />
        {props.meta?.map(([name, content]) => (
          <meta name={name} content={content} />
        ))}
        <meta http-equiv="Content-Security-Policy" content={policy(props)} />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <meta name="robots" content="noindex, nofollow" />
        <meta name="referrer" content="no-referrer" />
        <title>{props.title}</title>
        {props.stylesheet !== undefined && <link rel="stylesheet" href={props.stylesheet} />}
        {props.inlineCss !== undefined && <style dangerouslySetInnerHTML={{ __html: props.inlineCss }} />}
        {props.scripts?.map((address) => (
          <script src={address} defer />
        ))}
      </head>
      <body>
        <a class="skip" href="#main">
          {words.skip}
        </a>
        <header class="bar">
          <div class="wrap">
            {props.site.href === undefined ? (
              <span class="name">
                <bdi>{props.site.name}</bdi>
              </span>
            ) : (
              <a class="name" href={props.site.href}>
                <bdi>{props.site.name}</bdi>
              </a>
            )}
            {props.nav !== undefined && props.nav.length > 0 && <Navigation label={words.navigation} items={props.nav} />}
          </div>
        </header>
        <main id="main" class={wrap} {...props.data}>
          {props.children}
        </main>
        <footer class="foot">
          <div class="wrap">{props.footer ?? <p>{words.madeBy}</p>}</div>
        </footer>
      </body>
    </html>
  );
}

function Navigation({ label, items }: { readonly label: string; readonly items: readonly NavItem[] }): VNode {
  return (
    <nav aria-label={label}>
      <ul class="plain">
        {items.map((item) => (
          <li>
            <a href={item.href} {...(item.current ? { "aria-current": "page" as const } : {})}>
              {item.label}
            </a>
          </li>
        ))}
      </ul>
    </nav>
  );
}

/** The page as a file's text. NUL is the one character that escaping leaves and HTML forbids. */
export function pageText(page: VNode): string {
  return `<!doctype html>\n${renderToString(page)}\n`.replaceAll("\0", "");
}
