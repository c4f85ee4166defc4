import { list } from "./pool-list.ts";

/** People, places, and the fixed words that things are sorted by. */
export const peoplePools = {
  firstName: list(
    "Anna, Ben, Carla, David, Elena, Felix, Grace, Hugo, Ines, Jonas, Karin, Liam, Maya, Noah, Olivia, Pavel, Quinn, Rosa, Sam, Tara, Umar, Vera, Will, Yara, Zoe",
  ),
  lastName: list(
    "Adler, Brooks, Costa, Dahl, Evans, Fischer, Garcia, Hansen, Ito, Jensen, Khan, Larsen, Moreau, Novak, Okafor, Patel, Quist, Rossi, Silva, Tanaka, Unger, Vogel, Walsh, Young, Zeller",
  ),
  companyStart: list(
    "Alder, Bluewater, Cedar, Delta, Evergreen, Foxglove, Granite, Harbor, Ironwood, Juniper, Kestrel, Lakeside, Maple, Northwind, Orchard, Pinecrest, Quarry, Ridge, Summit, Thistle",
  ),
  companyEnd: list("Trading, Logistics, Foods, Design, Systems, Supply, Partners, Works, Labs, Group"),
  region: list("North, South, East, West"),
  city: list(
    "Berlin, Boston, Chicago, Denver, Dublin, Hamburg, Lisbon, London, Lyon, Madrid, Milan, Oslo, Porto, Seattle, Toronto, Vienna",
  ),
  country: list(
    "Austria, Canada, Denmark, France, Germany, Ireland, Italy, Norway, Portugal, Spain, United Kingdom, United States",
  ),
  street: list(
    "12 Oak Street, 48 Mill Lane, 7 Station Road, 150 Park Avenue, 23 Hill Street, 9 Church Road, 311 River Drive, 64 Garden Way, 5 Market Square, 88 Forest Road",
  ),
  department: list("Sales, Marketing, Engineering, Finance, Operations, Support, People"),
  jobTitle: list(
    "Analyst, Account manager, Software engineer, Team lead, Designer, Specialist, Coordinator, Consultant, Assistant, Product manager",
  ),
  paymentMethod: list("Credit card, Bank transfer, Cash, Debit card"),
  status: list("Open, In progress, Done"),
  taskStatus: list("Not started, In progress, Done, Blocked"),
  orderStatus: list("Pending, Paid, Shipped, Delivered"),
  priority: list("High, Medium, Low"),
  stage: list("New, Qualified, Proposal, Negotiation, Won, Lost"),
  channel: list("Email, Search, Social media, Display, Events"),
  location: list("Main hall, Room 1, Room 2, Room 3, Garden, Online"),
  muscleGroup: list("Legs, Chest, Back, Shoulders, Core, Endurance"),
  unit: list("g, ml, pcs, tbsp, tsp"),
  subject: list("Mathematics, English, Science, History, Geography, Art, Music"),
  className: list("5A, 5B, 6A, 6B, 7A, 7B"),
  grade: list("A, B, C, D"),
  plan: list("Basic, Standard, Premium"),
  account: list("Checking account, Savings account, Credit card"),
  gender: list("Female, Male, Non-binary"),
  size: list("S, M, L, XL"),
  color: list("Black, White, Blue, Green, Red, Grey"),
  material: list("Wood, Steel, Glass, Cotton, Plastic"),
  genericCategory: list("Category A, Category B, Category C"),
  roomType: list("Single, Double, Suite, Family"),
  carrier: list("Road, Rail, Air, Sea"),
  shift: list("Early, Late, Night, Off"),
  petName: list("Bella, Charlie, Luna, Max, Milo, Oscar, Ruby, Simba"),
} satisfies Record<string, readonly string[]>;
