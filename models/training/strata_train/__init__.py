"""Trains Strata's decoder: six levels from one click, on MobileSAM's frozen encoder."""
