use staticnn::prelude::network;

network! { struct Net< 3 -> hidden relu -> config::outputs >; }

fn main() {}
