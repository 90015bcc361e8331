//! Sizes that are constants or expressions.

mod a_call_stands_between_parentheses {
    use staticnn::prelude::*;

    network! { struct Net< 3 -> HIDDEN(2) relu -> 8 no_bias(true) -> 1 >; }
}

mod a_constant_size_exists {
    use staticnn::prelude::*;

    const HIDDEN: usize = 12;

    network! { struct Net< 3 -> HIDEN relu -> 1 >; }
}

mod a_constant_size_has_a_value {
    use staticnn::prelude::*;

    network! { struct Net< 3 -> (10 / 0) relu -> 1 >; }
}

mod a_constant_size_is_a_usize {
    use staticnn::prelude::*;

    const HIDDEN: u32 = 12;

    network! { struct Net< 3 -> HIDDEN relu -> 1 >; }
}

mod a_constant_size_is_at_most_16777216 {
    use staticnn::prelude::*;

    const MANY: usize = 1 << 24;

    network! { struct Net< 3 -> (MANY + 1) -> 1 >; }
}

mod a_constant_size_is_in_capitals {
    use staticnn::prelude::*;

    network! { struct Net< 3 -> hidden relu -> config::outputs >; }
}

mod a_constant_size_is_one_or_more {
    use staticnn::prelude::*;

    const NONE: usize = 0;

    network! { struct Net< 3 -> NONE relu -> (NONE * 2) -> 1 >; }
}

mod an_expression_is_written_out {
    use staticnn::prelude::*;

    network! { struct Net< 3 -> () relu -> (12 +) -> 1 >; }
}

mod an_expression_stands_between_parentheses {
    use staticnn::prelude::*;

    const HIDDEN: usize = 12;

    network! { struct Net< 3 -> HIDDEN * 2 -> { HIDDEN } -> 1 >; }
}

mod a_network_of_constants_has_at_most_268435456_parameters {
    use staticnn::expansion::{in_limit, is_in_limit};

    const PARAMETERS: usize = (1 << 28) + 1;

    // The check that `network!` writes, alone: the compiler would take minutes for the network itself.
    const _: () = in_limit::<PARAMETERS, { is_in_limit(PARAMETERS) }>();
}

mod a_static_that_changes_is_no_size {
    use staticnn::prelude::*;

    static mut HIDDEN: usize = 12;

    network! { struct Net< 3 -> HIDDEN -> 1 >; }
}

fn main() {}
