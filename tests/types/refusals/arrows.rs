//! Where arrows stand, and what they lead to.

mod a_stage_follows_each_arrow {
    use staticnn::prelude::*;

    network! { struct Net< 3 -> 12 relu -> >; }
}

mod a_stage_stands_between_two_arrows {
    use staticnn::prelude::*;

    network! { struct Net< 3 -> -> 1 >; }
}

mod an_arrow_follows_the_input {
    use staticnn::prelude::*;

    network! { struct Net< 3 12 relu -> 1 >; }
}

mod an_arrow_is_minus_and_greater {
    use staticnn::prelude::*;

    network! { struct Net< 3 => 12 relu -> 1 >; }
}

mod an_arrow_leads_to_each_stage {
    use staticnn::prelude::*;

    network! { struct Net< 3 -> 12 relu 1 >; }
}

mod stages_are_parted_by_arrows {
    use staticnn::prelude::*;

    network! { struct Net< 3 -> 12 relu, 8 relu > 1 >; }
}

mod a_network_has_a_stage {
    use staticnn::prelude::*;

    network! { struct Net< 3 >; }
}

mod each_arrow_that_is_missing_is_reported {
    use staticnn::prelude::*;

    network! { struct Net< 3 12 relu 1 >; }
}

mod each_comma_is_reported {
    use staticnn::prelude::*;

    network! { struct Net< 3, 12 relu, 1 >; }
}

mod each_sign_for_an_arrow_is_reported {
    use staticnn::prelude::*;

    network! { struct Net< 3 |> 12 relu; 8 --> 1 >; }
}

mod a_sign_too_many_is_left_out {
    use staticnn::prelude::*;

    network! { struct Net< 3 -> 12 relu, -> 1; >; }
}

fn main() {}
