use staticnn::prelude::network;

network! { struct Net< 3 -> hidden 12 relu -> 1 >; }

fn main() {}
