import type { ReactElement } from "react";
import { Link } from "wouter";
import { PageHeader } from "../parts/page-header.tsx";
import { firstPage } from "../routes.tsx";

/** An address that is no page. */
export function NotFoundPage(): ReactElement {
  return (
    <>
      <PageHeader title="There is no such page" text="The address is not complete, or the page was moved." />
      <Link href={firstPage}>Go to the first page</Link>
    </>
  );
}
