import { daysBetween, dollars, euros, type Request } from "./excel-wanted.ts";

const countries = new Set<unknown>(["Germany", "France", "Spain"]);
const isPerson = (value: unknown): boolean => typeof value === "string" && /^[A-Z][a-z]+ [A-Z][a-z]+$/.test(value);

/** First requests that an auditor typed as a business person would, and that came out wrong. */
export const auditRequests: readonly Request[] = [
  {
    prompt:
      "Please make me a spreadsheet of our 8 sales reps with their region, Q1, Q2, Q3 and Q4 revenue in euros, a total per rep and a grand total row",
    sheets: {
      Sales: {
        rows: 8,
        columns: ["Sales rep", "Region", "Q1", "Q2", "Q3", "Q4", "Total per rep =SUM(C{r}:F{r})"],
        below: ["Total |  | =SUM(C2:C9) | =SUM(D2:D9) | =SUM(E2:E9) | =SUM(F2:F9) | =SUM(G2:G9)"],
        formats: { Q1: euros, Q4: euros, "Total per rep": euros },
        holds: { "Sales rep": isPerson, "Total per rep": (total, row) => total === sum(row.slice(2, 6)) },
      },
    },
  },
  {
    prompt: "Sales report with 8 rows: rep, region, Q1, Q2, Q3, Q4 and total per rep",
    sheets: {
      Sales: {
        rows: 8,
        columns: ["Rep", "Region", "Q1", "Q2", "Q3", "Q4", "Total per rep =SUM(C{r}:F{r})"],
        holds: { Rep: isPerson, "Total per rep": (total, row) => total === sum(row.slice(2, 6)) },
      },
    },
  },
  {
    prompt:
      "Table of employees with columns name, hours, hourly rate and pay = hours * hourly rate, 6 rows, total of pay",
    sheets: {
      Employees: {
        rows: 6,
        columns: ["Name", "Hours", "Hourly rate", "Pay =B{r}*C{r}"],
        below: ["Total |  |  | =SUM(D2:D7)"],
      },
    },
  },
  {
    prompt: "Order list with 5 orders, minus 10% discount, shipping 5 dollars flat, total",
    sheets: {
      Orders: {
        rows: 5,
        columns: [
          "Order ID",
          "Date",
          "Customer",
          "Product",
          "Quantity",
          "Unit price",
          "Subtotal =E{r}*F{r}",
          "Status",
          "Discount 10% =G{r}*10%",
          "Shipping",
          "Total =G{r}-I{r}+J{r}",
        ],
        below: ["Total |  |  |  | =SUM(E2:E6) |  | =SUM(G2:G6) |  | =SUM(I2:I6) | =SUM(J2:J6) | =SUM(K2:K6)"],
        formats: { Shipping: dollars, Total: dollars },
        holds: { Shipping: (value) => value === 5 },
      },
    },
  },
  {
    prompt: "Expenses for January with date, category, amount, average at the bottom and the maximum",
    sheets: {
      Expenses: {
        rows: 12,
        columns: ["Date", "Category", "Amount"],
        below: ["Average |  | =AVERAGE(C2:C13)", "Maximum |  | =MAX(C2:C13)"],
        holds: { Date: (value) => value instanceof Date && value.getUTCMonth() === 0 },
      },
    },
  },
  {
    prompt: "Sales by month for 2026 with target, actual and achievement %",
    sheets: {
      Sales: {
        rows: 12,
        columns: ["Month", "Target", "Actual", "Achievement % =C{r}/B{r}"],
        formats: { Month: "mmm yyyy", "Achievement %": "0.0%" },
        holds: { Month: (value) => value instanceof Date && value.getUTCFullYear() === 2026 },
      },
    },
  },
  {
    prompt: "Employees, 8 rows, columns: Name, Start date, Years of service calculated from start date",
    sheets: {
      Employees: {
        rows: 8,
        columns: ["Name", "Start date", 'Years of service =DATEDIF(B{r},TODAY(),"Y")'],
        holds: { "Years of service": (value) => typeof value === "number" && value >= 0 && value < 8 },
      },
    },
  },
  {
    prompt: "Project tracker with 5 projects, start date, end date, duration in days, % complete",
    sheets: {
      Tasks: {
        rows: 5,
        columns: ["Project", "Start date", "End date", "Duration in days =C{r}-B{r}", "% complete"],
        formats: { "Duration in days": "#,##0" },
        holds: { "Duration in days": (value, row) => value === daysBetween(row[1], row[2]) && value > 0 },
      },
    },
  },
  {
    prompt: "Timesheet for 5 employees with Mon, Tue, Wed, Thu, Fri hours and weekly total",
    sheets: {
      Timesheet: {
        rows: 5,
        columns: ["Employee", "Mon", "Tue", "Wed", "Thu", "Fri", "Weekly total =SUM(B{r}:F{r})"],
        formats: { Mon: "#,##0.00", "Weekly total": "#,##0.00" },
        holds: { Employee: isPerson, Mon: (value) => typeof value === "number" && value <= 12 },
      },
    },
  },
  {
    prompt: "Employee list with 5 rows and an empty column for signature",
    sheets: {
      Employees: {
        rows: 5,
        columns: ["Employee ID", "Name", "Department", "Job title", "Email", "Start date", "Salary", "Signature"],
        holds: { Signature: (value) => value === null, Email: (value, row) => value === mailOf(row[1]) },
      },
    },
  },
  {
    prompt: "Create an expense sheet with 6 rows where amounts are negative for refunds",
    sheets: {
      Expenses: {
        rows: 6,
        columns: ["Date", "Category", "Description", "Payment method", "Type", "Amount"],
        below: ["Total |  |  |  |  | =SUM(F2:F7)"],
        cells: { E3: "Refund", E2: "Expense" },
        holds: { Amount: (value, row) => Number(value) < 0 === (row[4] === "Refund") },
      },
    },
  },
  {
    prompt: "Sales report for Germany, France and Spain",
    sheets: {
      Sales: {
        rows: 3,
        columns: ["Date", "Country", "Product", "Units", "Unit price", "Revenue =D{r}*E{r}"],
        below: ["Total |  |  | =SUM(D2:D4) |  | =SUM(F2:F4)"],
        holds: { Country: (value) => countries.has(value) },
      },
    },
  },
  {
    prompt: "Sheet 'Team A' with 5 players and sheet 'Team B' with 7 players, name, position and goals",
    sheets: {
      "Team A": { rows: 5, columns: ["Name", "Position", "Goals"], holds: { Name: isPerson, Position: isRole } },
      "Team B": { rows: 7, columns: ["Name", "Position", "Goals"], holds: { Name: isPerson, Position: isRole } },
    },
  },
  {
    prompt: "Budget with a column for percentage of total",
    sheets: {
      Budget: {
        rows: 10,
        columns: ["Category", "Planned", "Actual", "Difference =B{r}-C{r}", "Percentage of total =B{r}/SUM(B$2:B$11)"],
        below: ["Total | =SUM(B2:B11) | =SUM(C2:C11) | =SUM(D2:D11) | "],
        formats: { "Percentage of total": "0.0%" },
      },
    },
  },
  {
    prompt: "Table with Name, Birthday and Age for 5 people",
    sheets: {
      Sheet1: {
        rows: 5,
        columns: ["Name", "Birthday", 'Age =DATEDIF(B{r},TODAY(),"Y")'],
        holds: {
          // The tests' day is 2026-06-15.
          Age: (value, row) =>
            Math.abs(Number(value) - daysBetween(row[1], new Date(Date.UTC(2026, 5, 15))) / 365.25) < 1,
          Birthday: (value) => value instanceof Date && value.getUTCFullYear() < 2008,
        },
      },
    },
  },
  {
    prompt: "gimme a budget for my wedding, 20k total, 10 categories",
    sheets: {
      Budget: {
        rows: 10,
        columns: ["Category", "Planned", "Actual", "Difference =B{r}-C{r}"],
        below: ["Total | =SUM(B2:B11) | =SUM(C2:C11) | =SUM(D2:D11)"],
        cells: { A2: "Venue", A3: "Catering", B12: 20_000 },
      },
    },
  },
  {
    prompt: "Two sheets: one for income and one for expenses, 6 rows each, with totals",
    sheets: {
      Income: { rows: 6, columns: ["Date", "Source", "Amount"], below: ["Total |  | =SUM(C2:C7)"] },
      Expenses: {
        rows: 6,
        columns: ["Date", "Category", "Description", "Payment method", "Amount"],
        below: ["Total |  |  |  | =SUM(E2:E7)"],
      },
    },
  },
];

const sum = (values: readonly unknown[]): number => values.reduce<number>((total, value) => total + Number(value), 0);

function isRole(value: unknown): boolean {
  return typeof value === "string" && /^(?:Goalkeeper|Defender|Midfielder|Forward)$/.test(value);
}

function mailOf(name: unknown): string {
  return `${String(name).toLowerCase().replace(" ", ".")}@example.com`;
}
