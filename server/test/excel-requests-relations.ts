import type { Request } from "./excel-wanted.ts";

/** Requests whose columns depend on each other, or whose rows are named in the request. */
export const relationRequests: readonly Request[] = [
  {
    prompt: "Staff list with birthday and hire date, sorted by hire date",
    sheets: {
      Employees: {
        rows: 15,
        columns: ["Employee ID", "Name", "Department", "Job title", "Email", "Hire date", "Salary", "Birthday"],
        holds: { "Hire date": (value, row) => value instanceof Date && row[7] instanceof Date && value > row[7] },
      },
    },
  },
  {
    prompt: "Weekly timesheet for Anna, Ben and Carla",
    sheets: {
      Timesheet: {
        rows: 3,
        columns: ["Employee", "Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Total hours =SUM(B{r}:F{r})"],
        below: ["Total | =SUM(B2:B4) | =SUM(C2:C4) | =SUM(D2:D4) | =SUM(E2:E4) | =SUM(F2:F4) | =SUM(G2:G4)"],
        cells: { A2: "Anna", A3: "Ben", A4: "Carla" },
      },
    },
  },
  {
    prompt: "Budget 2026 for marketing, sales and IT departments with planned and spent",
    sheets: {
      Budget: {
        rows: 3,
        columns: ["Department", "Planned", "Spent"],
        cells: { A2: "Marketing", A3: "Sales", A4: "IT" },
        holds: { Spent: (value, row) => Number(value) < Number(row[1]) * 1.2 },
      },
    },
  },
  {
    prompt: "Employee vacation tracker: employee, days allowed, days taken, days remaining",
    sheets: {
      Trip: {
        rows: 7,
        columns: ["Employee", "Days allowed", "Days taken", "Days remaining =B{r}-C{r}"],
        holds: { "Days remaining": (value) => Number(value) >= 0 },
      },
    },
  },
  {
    prompt: "Invoice tracker with invoice number, client, amount, due date, days overdue",
    sheets: {
      Invoices: {
        rows: 12,
        columns: ["Invoice number", "Client", "Amount", "Due date", "Days overdue =MAX(0,TODAY()-D{r})"],
        holds: { "Days overdue": (value) => Number(value) >= 0 },
      },
    },
  },
  {
    prompt: "Stock list with 12 items, quantity between 10 and 50",
    sheets: {
      Inventory: {
        rows: 12,
        columns: ["SKU", "Item", "Category", "Quantity", "Reorder level", "Unit cost", "Total value =D{r}*F{r}"],
        below: ["Total |  |  | =SUM(D2:D13) |  |  | =SUM(G2:G13)"],
        holds: { Quantity: (value) => Number(value) >= 10 && Number(value) <= 50 },
      },
    },
  },
  {
    prompt: "Company car mileage log with start km, end km and distance",
    sheets: {
      Mileage: {
        rows: 12,
        columns: ["Date", "Start km", "End km", "Distance =C{r}-B{r}"],
        holds: { Distance: (value) => Number(value) > 0 },
      },
    },
  },
  {
    prompt: "Order list with unit price, quantity, discount and total",
    sheets: {
      Orders: {
        rows: 15,
        columns: ["Order ID", "Unit price", "Quantity", "Discount", "Total =C{r}*B{r}-C{r}*B{r}*D{r}"],
        formats: { Discount: "0.0%" },
      },
    },
  },
  {
    prompt: "Income statement with revenue, cost of goods sold, gross profit, operating expenses, net income",
    sheets: {
      "Profit and loss": {
        rows: 12,
        columns: [
          "Month",
          "Revenue",
          "Cost of goods sold",
          "Gross profit =B{r}-C{r}",
          "Operating expenses",
          "Net income =D{r}-E{r}",
        ],
      },
    },
  },
  {
    prompt: "Recipe costs: ingredient, quantity, price per unit, cost, with a total",
    sheets: {
      Recipes: {
        rows: 10,
        columns: ["Ingredient", "Quantity", "Price per unit", "Cost =B{r}*C{r}"],
        below: ["Total | =SUM(B2:B11) |  | =SUM(D2:D11)"],
      },
    },
  },
  {
    prompt: "Sales by month for North and South with totals and average",
    sheets: {
      Sales: {
        rows: 24,
        columns: ["Month", "Region", "Product", "Units", "Unit price", "Revenue =D{r}*E{r}"],
        below: [
          "Total |  |  | =SUM(D2:D25) |  | =SUM(F2:F25)",
          "Average |  |  | =AVERAGE(D2:D25) | =AVERAGE(E2:E25) | =AVERAGE(F2:F25)",
        ],
        cells: { B2: "North", B3: "South", B4: "North" },
      },
    },
  },
  {
    prompt: "Monthly expenses for 2026 by category with total",
    sheets: {
      Expenses: {
        rows: 96,
        columns: ["Month", "Category", "Description", "Payment method", "Amount"],
        below: ["Total |  |  |  | =SUM(E2:E97)"],
      },
    },
  },
  {
    prompt: "Stock count with item, opening stock, received, sold and closing stock, 6 rows",
    sheets: {
      Inventory: {
        rows: 6,
        columns: ["Item", "Opening stock", "Received", "Sold", "Closing stock =B{r}+C{r}-D{r}"],
      },
    },
  },
  {
    prompt: "Booking overview: guest, arrival, departure, nights, price per night, total",
    sheets: {
      Bookings: {
        rows: 12,
        columns: ["Guest", "Arrival", "Departure", "Nights =C{r}-B{r}", "Price per night", "Total =D{r}*E{r}"],
        holds: { Nights: (value) => Number(value) > 0 },
      },
    },
  },
  {
    prompt: "Fuel log: date, liters, price per liter, cost, odometer",
    sheets: { Mileage: { rows: 12, columns: ["Date", "Liters", "Price per liter", "Cost =B{r}*C{r}", "Odometer"] } },
  },
  {
    prompt: "Make a simple P&L with revenue, COGS, gross margin and gross margin %",
    sheets: {
      "Profit and loss": {
        rows: 12,
        columns: ["Month", "Revenue", "COGS", "Gross margin =B{r}-C{r}", "Gross margin % =(B{r}-C{r})/B{r}"],
      },
    },
  },
  {
    prompt: "Product margin list: 5 products, purchase price, selling price, margin in euros and percent",
    sheets: {
      Products: {
        rows: 5,
        columns: ["Product", "Purchase price", "Selling price", "Margin =C{r}-B{r}", "Percent =D{r}/C{r}"],
        formats: { Percent: "0.0%" },
      },
    },
  },
  {
    prompt: "Conference schedule 2 days, 5 sessions per day",
    sheets: {
      Events: {
        rows: 10,
        columns: ["Event", "Date", "Start time", "Location", "Attendees"],
        cells: {
          B2: new Date(Date.UTC(2026, 5, 16)),
          B6: new Date(Date.UTC(2026, 5, 16)),
          B7: new Date(Date.UTC(2026, 5, 17)),
          B11: new Date(Date.UTC(2026, 5, 17)),
        },
      },
    },
  },
  {
    prompt: "Shift plan for Anna, Tom and Kim for Monday to Friday",
    sheets: {
      Shifts: {
        rows: 3,
        columns: ["Employee", "Monday", "Tuesday", "Wednesday", "Thursday", "Friday"],
        cells: { A2: "Anna", A3: "Tom", A4: "Kim" },
      },
    },
  },
  {
    prompt: "Make an invoice: design 10 hours at 80, development 20 hours at 95, plus 20% VAT",
    sheets: {
      Invoice: {
        rows: 2,
        columns: ["Description", "Quantity", "Unit price", "Line total =B{r}*C{r}"],
        below: ["Subtotal |  |  | =SUM(D2:D3)", "VAT 20% |  |  | =D4*20%", "Total |  |  | =D4+D5"],
        cells: { A2: "Design", B2: 10, C2: 80, D6: 3_240 },
      },
    },
  },
  {
    prompt: "Sales report with 12 rows for 3 stores",
    sheets: {
      Sales: {
        rows: 12,
        columns: ["Store", "Date", "Region", "Product", "Units", "Unit price", "Revenue =E{r}*F{r}"],
        below: ["Total |  |  |  | =SUM(E2:E13) |  | =SUM(G2:G13)"],
        holds: { Store: (value) => /^Store [123]$/.test(String(value)) },
      },
    },
  },
  {
    prompt: "20 customers in Germany with revenue over 5000",
    sheets: {
      Customers: {
        rows: 20,
        columns: ["Customer", "Company", "Email", "Phone", "Country", "Customer since", "Revenue"],
        holds: { Country: (value) => value === "Germany", Revenue: (value) => Number(value) > 5_000 },
      },
    },
  },
  {
    prompt: "Create an invoice template with 5 empty rows and 19% VAT",
    sheets: {
      Invoice: {
        rows: 5,
        columns: ["Description", "Quantity", "Unit price", "Line total =B{r}*C{r}"],
        below: ["Subtotal |  |  | =SUM(D2:D6)", "VAT 19% |  |  | =D7*19%", "Total |  |  | =D7+D8"],
        holds: { Description: (value) => value === null, "Unit price": (value) => value === null },
      },
    },
  },
  {
    prompt: "A sales report for 2026 with 12 rows, one a month, and a total",
    sheets: {
      Sales: {
        rows: 12,
        columns: ["Month", "Region", "Product", "Units", "Unit price", "Revenue =D{r}*E{r}"],
        below: ["Total |  |  | =SUM(D2:D13) |  | =SUM(F2:F13)"],
        cells: { A2: new Date(Date.UTC(2026, 0, 1)), A13: new Date(Date.UTC(2026, 11, 1)) },
      },
    },
  },
  {
    prompt: "Expenses for March 2026, one row per day, with category and amount",
    sheets: {
      Expenses: {
        rows: 31,
        columns: ["Date", "Category", "Amount"],
        cells: { A2: new Date(Date.UTC(2026, 2, 1)), A32: new Date(Date.UTC(2026, 2, 31)) },
      },
    },
  },
  {
    prompt: "Vehicle log for 3 cars, 10 trips each",
    sheets: {
      Mileage: {
        rows: 30,
        columns: ["Car", "Date", "From", "To", "Purpose", "Distance (km)"],
        below: ["Total |  |  |  |  | =SUM(F2:F31)"],
        cells: { A2: "Car 1", A3: "Car 2", A4: "Car 3", A5: "Car 1" },
      },
    },
  },
];
