import type { TableSeen } from "./excel-opened.ts";

export interface Case {
  prompt: string;
  fileName: string;
  summary: string;
  sheets: Record<string, TableSeen>;
}

/** Requests about money, and what the file must hold. In a column: name, type, number format ($ for the one of US dollars), formula with {r} for the row. */
export const moneyCases: readonly Case[] = [
  {
    prompt:
      "Create a Q3 sales report with 12 rows, columns Region, Product, Units, Unit price, Revenue and a total row",
    fileName: "Q3 sales report.xlsx",
    summary:
      "Created a 12-row Q3 sales report with totals and 5 columns on sheet 'Sales'. Revenue = Units * Unit price. The values are samples. No column shows 'Q3'; it stands in the title alone.",
    sheets: {
      Sales: {
        rows: 12,
        columns: [
          "Region | text",
          "Product | text",
          "Units | number | #,##0",
          "Unit price | number | $",
          "Revenue | number | $ | =C{r}*D{r}",
        ],
        below: ["Total |  | =SUM(C2:C13) |  | =SUM(E2:E13)"],
      },
    },
  },
  {
    prompt: "Monthly budget for a family, two sheets: Income and Expenses",
    fileName: "Budget for a family.xlsx",
    summary:
      "Created a workbook with 2 sheets: 'Income' (6 rows, totals and 4 columns), 'Expenses' (12 rows, totals and 4 columns). Difference on 'Income' = Actual - Planned; Difference on 'Expenses' = Planned - Actual. The values are samples.",
    sheets: {
      Income: {
        rows: 6,
        columns: [
          "Source | text",
          "Planned | number | $",
          "Actual | number | $",
          "Difference | number | $ | =C{r}-B{r}",
        ],
        below: ["Total | =SUM(B2:B7) | =SUM(C2:C7) | =SUM(D2:D7)"],
      },
      Expenses: {
        rows: 12,
        columns: [
          "Category | text",
          "Planned | number | $",
          "Actual | number | $",
          "Difference | number | $ | =B{r}-C{r}",
        ],
        below: ["Total | =SUM(B2:B13) | =SUM(C2:C13) | =SUM(D2:D13)"],
      },
    },
  },
  {
    prompt: "invoice for 5 items with VAT 19%",
    fileName: "Invoice.xlsx",
    summary:
      "Created a 5-row invoice with a subtotal row, a VAT 19% row, a total row and 4 columns on sheet 'Invoice'. Line total = Quantity * Unit price. The values are samples.",
    sheets: {
      Invoice: {
        rows: 5,
        columns: [
          "Description | text",
          "Quantity | number | #,##0",
          "Unit price | number | $",
          "Line total | number | $ | =B{r}*C{r}",
        ],
        below: ["Subtotal |  |  | =SUM(D2:D6)", "VAT 19% |  |  | =D7*19%", "Total |  |  | =D7+D8"],
      },
    },
  },
  {
    prompt: "expense report for March 2026 with 15 entries in euros",
    fileName: "March 2026 expense report.xlsx",
    summary:
      "Created a 15-row March 2026 expense report with totals and 5 columns on sheet 'Expenses'. The values are samples.",
    sheets: {
      Expenses: {
        rows: 15,
        columns: [
          "Date | date | yyyy-mm-dd",
          "Category | text",
          "Description | text",
          "Payment method | text",
          'Amount | number | #,##0.00 "€"',
        ],
        below: ["Total |  |  |  | =SUM(E2:E16)"],
      },
    },
  },
  {
    prompt:
      "Sales data by month for 2025 with columns Month, Revenue, Cost, Profit (= Revenue - Cost), Margin %, totals and averages",
    fileName: "2025 sales report.xlsx",
    summary:
      "Created a 12-row 2025 sales report with a total row, an average row and 5 columns on sheet 'Sales'. Profit = Revenue - Cost; Margin % = Profit / Revenue. The values are samples.",
    sheets: {
      Sales: {
        rows: 12,
        columns: [
          "Month | date | mmm yyyy",
          "Revenue | number | $",
          "Cost | number | $",
          "Profit | number | $ | =B{r}-C{r}",
          "Margin % | number | 0.0% | =D{r}/B{r}",
        ],
        below: [
          "Total | =SUM(B2:B13) | =SUM(C2:C13) | =SUM(D2:D13) | ",
          "Average | =AVERAGE(B2:B13) | =AVERAGE(C2:C13) | =AVERAGE(D2:D13) | =AVERAGE(E2:E13)",
        ],
      },
    },
  },
  {
    prompt: "Create a workbook with sheets Sales, Expenses and Summary",
    fileName: "Sales report.xlsx",
    summary:
      "Created a workbook with 3 sheets: 'Sales' (12 rows, totals and 6 columns), 'Expenses' (12 rows, totals and 5 columns), 'Summary' (1 row, 3 columns). Revenue = Units * Unit price. The values are samples.",
    sheets: {
      Sales: {
        rows: 12,
        columns: [
          "Date | date | yyyy-mm-dd",
          "Region | text",
          "Product | text",
          "Units | number | #,##0",
          "Unit price | number | $",
          "Revenue | number | $ | =D{r}*E{r}",
        ],
        below: ["Total |  |  | =SUM(D2:D13) |  | =SUM(F2:F13)"],
      },
      Expenses: {
        rows: 12,
        columns: [
          "Date | date | yyyy-mm-dd",
          "Category | text",
          "Description | text",
          "Payment method | text",
          "Amount | number | $",
        ],
        below: ["Total |  |  |  | =SUM(E2:E13)"],
      },
      Summary: {
        rows: 1,
        columns: [
          "Sales: Units | number | #,##0 | =SUM(Sales!D{r}:D13)",
          "Sales: Revenue | number | $ | =SUM(Sales!F{r}:F13)",
          "Expenses: Amount | number | $ | =SUM(Expenses!E{r}:E13)",
        ],
        below: [],
      },
    },
  },
  {
    prompt: "Generate an invoice in EUR for 3 consulting services with quantity, hourly rate and 20% VAT",
    fileName: "Consulting invoice.xlsx",
    summary:
      "Created a 3-row invoice with a subtotal row, a VAT 20% row, a total row and 4 columns on sheet 'Invoice'. Line total = Quantity * Hourly rate. The values are samples. The planner knows nothing of 'consulting', which stands in the title alone.",
    sheets: {
      Invoice: {
        rows: 3,
        columns: [
          "Service | text",
          "Quantity | number | #,##0",
          'Hourly rate | number | #,##0.00 "€"',
          'Line total | number | #,##0.00 "€" | =B{r}*C{r}',
        ],
        below: ["Subtotal |  |  | =SUM(D2:D4)", "VAT 20% |  |  | =D5*20%", "Total |  |  | =D5+D6"],
      },
    },
  },
  {
    prompt:
      "Create a quarterly sales table with regions North, South, East and West as rows and Q1, Q2, Q3, Q4 and Total as columns",
    fileName: "Sales report.xlsx",
    summary:
      "Created a 4-row sales report with 6 columns on sheet 'Sales'. Total = sum of Q1, Q2, Q3 and Q4. The values of Q1, Q2, Q3 and Q4 are samples.",
    sheets: {
      Sales: {
        rows: 4,
        columns: [
          "Region | text",
          "Q1 | number | $",
          "Q2 | number | $",
          "Q3 | number | $",
          "Q4 | number | $",
          "Total | number | $ | =SUM(B{r}:E{r})",
        ],
        below: [],
      },
    },
  },
  {
    prompt: "Bank transactions ledger with running balance, 8 rows",
    fileName: "Transaction list.xlsx",
    summary:
      "Created an 8-row transaction list with 6 columns on sheet 'Transactions'. Balance = Money in so far - Money out so far. The values are samples.",
    sheets: {
      Transactions: {
        rows: 8,
        columns: [
          "Date | date | yyyy-mm-dd",
          "Description | text",
          "Category | text",
          "Money in | number | $",
          "Money out | number | $",
          "Balance | number | $ | =SUM(D$2:D{r})-SUM(E$2:E{r})",
        ],
        below: [],
      },
    },
  },
  {
    prompt: "Cash flow for January to June 2026",
    fileName: "Cash flow table.xlsx",
    summary:
      "Created a 6-row cash flow table with totals and 5 columns on sheet 'Cash flow'. Net = Money in - Money out; Balance = Money in so far - Money out so far. The values are samples.",
    sheets: {
      "Cash flow": {
        rows: 6,
        columns: [
          "Month | date | mmm yyyy",
          "Money in | number | $",
          "Money out | number | $",
          "Net | number | $ | =B{r}-C{r}",
          "Balance | number | $ | =SUM(B$2:B{r})-SUM(C$2:C{r})",
        ],
        below: ["Total | =SUM(B2:B7) | =SUM(C2:C7) | =SUM(D2:D7) | "],
      },
    },
  },
  {
    prompt: "Sales by region and month for regions North, South and West",
    fileName: "Sales report.xlsx",
    summary:
      "Created a 36-row sales report with totals and 6 columns on sheet 'Sales'. Revenue = Units * Unit price. The values of Month, Product, Units and Unit price are samples.",
    sheets: {
      Sales: {
        rows: 36,
        columns: [
          "Month | date | mmm yyyy",
          "Region | text",
          "Product | text",
          "Units | number | #,##0",
          "Unit price | number | $",
          "Revenue | number | $ | =D{r}*E{r}",
        ],
        below: ["Total |  |  | =SUM(D2:D37) |  | =SUM(F2:F37)"],
      },
    },
  },
];
