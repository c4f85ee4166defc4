import { dollars, euros, pounds, type Request } from "./excel-wanted.ts";

const isPerson = (value: unknown): boolean => typeof value === "string" && /^[A-Z][a-z]+ [A-Z][a-z]+$/.test(value);

/** Ordinary requests that the auditor saw refused. */
export const ordinaryRequests: readonly Request[] = [
  {
    prompt: "Monthly budget for 2027 with planned, actual and variance columns and variance in percent",
    sheets: {
      Budget: {
        rows: 12,
        columns: ["Month", "Planned", "Actual", "Variance =B{r}-C{r}", "Variance % =D{r}/B{r}"],
        formats: { "Variance %": "0.0%" },
        holds: { Month: (value) => value instanceof Date && value.getUTCFullYear() === 2027 },
      },
    },
  },
  {
    prompt: "Expenses: rent 1200, food 450, transport 90, sum",
    sheets: {
      Expenses: {
        rows: 3,
        columns: ["Category", "Amount"],
        below: ["Total | =SUM(B2:B4)"],
        cells: { A2: "Rent", B2: 1_200, A3: "Food", B3: 450, A4: "Transport", B4: 90, B5: 1_740 },
      },
    },
  },
  {
    prompt: "Invoice in euros for 3 items: laptop 2 x 999, mouse 5 x 25, keyboard 1 x 80",
    sheets: {
      Invoice: {
        rows: 3,
        columns: ["Description", "Quantity", "Unit price", "Line total =B{r}*C{r}"],
        below: ["Total |  |  | =SUM(D2:D4)"],
        cells: { A2: "Laptop", B2: 2, C2: 999, A3: "Mouse", B3: 5, C3: 25, A4: "Keyboard", B4: 1, C4: 80, D5: 2_203 },
        formats: { "Unit price": euros },
      },
    },
  },
  {
    prompt: "laptop 2 x 999, mouse 5 x 25",
    sheets: {
      Sheet1: {
        rows: 2,
        columns: ["Item", "Quantity", "Unit price", "Total =B{r}*C{r}"],
        cells: { A2: "Laptop", B2: 2, C2: 999, D2: 1_998, A3: "Mouse", B3: 5, C3: 25 },
      },
    },
  },
  {
    prompt: "Table: Name | Age\nAnna | 31\nBob | 27\n\nAdd an average of the age",
    sheets: {
      Sheet1: {
        rows: 2,
        columns: ["Name", "Age"],
        below: ["Average | =AVERAGE(B2:B3)"],
        cells: { A2: "Anna", B2: 31, A3: "Bob", B3: 27, B4: 29 },
      },
    },
  },
  {
    prompt:
      "A table of products with a price column formatted as currency, filter on the header and only products over 100 dollars",
    sheets: {
      Products: {
        rows: 12,
        columns: ["SKU", "Product", "Category", "Price", "In stock"],
        formats: { Price: dollars },
        holds: { Price: (value) => Number(value) > 100 },
      },
    },
  },
  {
    prompt: "Create a timesheet for the week of March 2 2026 for 5 employees with hours per day and overtime over 40h",
    sheets: {
      Timesheet: {
        rows: 5,
        columns: [
          "Employee",
          "Mon 2 Mar",
          "Tue 3 Mar",
          "Wed 4 Mar",
          "Thu 5 Mar",
          "Fri 6 Mar",
          "Total hours =SUM(B{r}:F{r})",
          "Overtime over 40h =MAX(0,G{r}-40)",
        ],
        below: [
          "Total | =SUM(B2:B6) | =SUM(C2:C6) | =SUM(D2:D6) | =SUM(E2:E6) | =SUM(F2:F6) | =SUM(G2:G6) | =SUM(H2:H6)",
        ],
        holds: { "Overtime over 40h": (value, row) => value === Math.max(0, Number(row[6]) - 40) },
      },
    },
  },
  {
    prompt: "10% commission on sales for 6 salespeople, show sales and commission in pounds",
    sheets: {
      Sales: {
        rows: 6,
        columns: ["Salesperson", "Sales", "Commission =B{r}*10%"],
        formats: { Sales: pounds, Commission: pounds },
        holds: { Salesperson: isPerson },
      },
    },
  },
  {
    prompt: "Employee list with 10 rows in Japanese yen without decimals",
    sheets: {
      Employees: {
        rows: 10,
        columns: ["Employee ID", "Name", "Department", "Job title", "Email", "Start date", "Salary"],
        formats: { Salary: '"¥"#,##0;-"¥"#,##0' },
      },
    },
  },
  {
    prompt:
      "A list of 12 invoices with invoice number, customer, due date and amount in CHF, sorted by due date, only unpaid ones",
    sheets: {
      Invoices: {
        rows: 12,
        columns: ["Invoice number", "Customer", "Due date", "Amount", "Status"],
        formats: { Amount: '"CHF" #,##0.00' },
        holds: { Status: (value) => value === "Unpaid" },
      },
    },
  },
];
