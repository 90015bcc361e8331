use staticnn::prelude::network;

network! { struct Net< 3 -> 12 String -> 1 >; }

fn main() {}
