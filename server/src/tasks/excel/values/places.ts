// Places that a request may name, to tell what a list of them is. The planner knows nothing else about them.

const set = (names: string): ReadonlySet<string> => new Set(names.toLowerCase().split(", "));

export const places: readonly { noun: string; names: ReadonlySet<string> }[] = [
  {
    noun: "country",
    names: set(
      "Argentina, Australia, Austria, Belgium, Brazil, Bulgaria, Canada, Chile, China, Colombia, Croatia, Czechia, Czech Republic, Denmark, Egypt, England, Estonia, Finland, France, Germany, Greece, Hungary, Iceland, India, Indonesia, Ireland, Israel, Italy, Japan, Kenya, Latvia, Lithuania, Luxembourg, Malaysia, Malta, Mexico, Morocco, Netherlands, New Zealand, Nigeria, Norway, Pakistan, Peru, Philippines, Poland, Portugal, Romania, Russia, Scotland, Serbia, Singapore, Slovakia, Slovenia, South Africa, South Korea, Spain, Sweden, Switzerland, Thailand, Turkey, UAE, UK, Ukraine, United Kingdom, United States, US, USA, Vietnam, Wales",
    ),
  },
  {
    noun: "city",
    names: set(
      "Amsterdam, Athens, Barcelona, Berlin, Boston, Bristol, Brussels, Budapest, Chicago, Cologne, Copenhagen, Dallas, Delhi, Denver, Dubai, Dublin, Edinburgh, Frankfurt, Geneva, Glasgow, Hamburg, Helsinki, Hong Kong, Houston, Istanbul, Lisbon, London, Los Angeles, Lyon, Madrid, Manchester, Melbourne, Miami, Milan, Montreal, Moscow, Mumbai, Munich, New York, Oslo, Paris, Porto, Prague, Rome, San Francisco, Seattle, Shanghai, Stockholm, Sydney, Tokyo, Toronto, Vancouver, Vienna, Warsaw, Zurich",
    ),
  },
  {
    noun: "region",
    names: set(
      "North, South, East, West, Central, EMEA, APAC, LATAM, Americas, Europe, Asia, Africa, North America, South America, Northeast, Northwest, Southeast, Southwest, Midwest",
    ),
  },
];
